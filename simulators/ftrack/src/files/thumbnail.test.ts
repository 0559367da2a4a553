import sharp from 'sharp';
import { expect, it } from 'vitest';
import { type FtrackSimulator, startFtrackSimulator } from '../index.ts';

async function upload(simulator: FtrackSimulator, fileName: string, body: Buffer): Promise<void> {
  const [target] = simulator.run([
    { action: 'get_upload_metadata', component_id: fileName, file_name: fileName, file_size: body.length },
  ]) as [{ url: string }];
  expect((await fetch(target.url, { method: 'PUT', body: new Uint8Array(body) })).status).toBe(200);
}

async function sizeOf(url: string): Promise<unknown> {
  const { width, height, format } = await sharp(
    Buffer.from(await (await fetch(url)).arrayBuffer()),
  ).metadata();
  return { width, height, format };
}

it('scales thumbnails to the size that is asked for, never up', async () => {
  await using simulator = await startFtrackSimulator();
  const picture = sharp({ create: { width: 640, height: 320, channels: 3, background: '#336699' } });
  await upload(simulator, 'wide.png', await picture.clone().png().toBuffer());
  await upload(simulator, 'wide.jpg', await picture.clone().jpeg().toBuffer());
  await upload(simulator, 'notes.txt', Buffer.from('no picture'));
  const thumbnail = `${simulator.url}/component/thumbnail?id=`;
  expect(await sizeOf(`${thumbnail}wide.png`)).toEqual({ width: 300, height: 150, format: 'png' });
  expect(await sizeOf(`${thumbnail}wide.jpg&size=64`)).toEqual({ width: 64, height: 32, format: 'jpeg' });
  expect(await sizeOf(`${thumbnail}wide.png&size=2000`)).toEqual({ width: 640, height: 320, format: 'png' });
  expect(await sizeOf(`${simulator.url}/img/thumbnail2.png`)).toMatchObject({ width: 300, format: 'png' });
  expect((await fetch(`${thumbnail}notes.txt`)).status).toBe(415);
  expect((await fetch(`${thumbnail}gone.png`)).status).toBe(404);
  expect((await fetch(`${thumbnail}wide.png&username=admin&apiKey=wrong`)).status).toBe(403);
});
