import { it } from 'vitest';
import { ProcessorStudio } from './processor-studio.ts';
it('x', async () => {
  await using studio = await ProcessorStudio.open({ entities: 30 });
  await studio.redis.kill();
  await using processor = await studio.startProcessor();
  const seen = new Set<string>();
  const end = performance.now() + 8000;
  while (performance.now() < end) {
    const text = await (await fetch(`${processor.url}/health`)).text();
    const c = (JSON.parse(text) as { components: { name: string; state: string; message: string }[] }).components.map((x) => `${x.name}:${x.state}:${x.message}`).join('\n');
    if (!seen.has(c)) process.stdout.write(`${Math.round(performance.now())}\n${c}\n`);
    seen.add(c);
    await new Promise((r) => setTimeout(r, 20));
  }
  process.stdout.write(studio.lines.join(''));
}, 30000);
