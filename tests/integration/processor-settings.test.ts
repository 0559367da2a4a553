import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { changeProjectSettings } from './change-settings.ts';
import { ProcessorStudio, untilReady } from './processor-studio.ts';

const SOON = { timeout: 15_000, interval: 25 };

it('a setting that is changed reaches what nobody touches any more', async () => {
  await using studio = await ProcessorStudio.open({ entities: 10 });
  await using leecher = await studio.startLeecher();
  await untilReady(leecher.url);
  const [from, to] = studio.query('select id from Shot order by id limit 2');
  const data = { from_id: from?.['id'], to_id: to?.['id'] };
  studio.execute({ action: 'create', entityType: 'TypedContextLink', id: randomUUID(), data });
  const links = () => studio.ayon.state.projects.list()[0]?.links ?? [];
  {
    await using _processor = await studio.startProcessor();
    await studio.requestAndAwaitSync();
    expect(links()).toHaveLength(0);
    await changeProjectSettings(studio, {
      service_event_handlers: { sync_from_ftrack: { sync_link_type: 'breakdown' } },
    });
  }
  // A processor that goes on looks every five minutes; one that starts looks at once, as after a change for the studio.
  await using _processor = await studio.startProcessor();
  await expect.poll(links, SOON).toHaveLength(1);
});
