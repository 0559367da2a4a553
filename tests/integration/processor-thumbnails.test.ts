import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { ProcessorStudio, untilReady } from './processor-studio.ts';
import { uploadFile } from './upload-file.ts';

const SOON = { timeout: 15_000, interval: 25 };

it('a thumbnail set in ftrack is shown in AYON, and stands in the reports by itself', async () => {
  await using studio = await ProcessorStudio.open({ entities: 10 });
  await using _processor = await studio.startProcessor();
  await using leecher = await studio.startLeecher();
  await untilReady(leecher.url);
  await studio.requestAndAwaitSync();
  const [shot] = studio.query('select id, name from Shot order by id');
  const id = randomUUID();
  const size = { width: 64, height: 32, channels: 3, background: '#d04040' } as const;
  const content = new Uint8Array(await sharp({ create: size }).png().toBuffer());
  const data = { name: 'thumbnail', file_type: '.png', size: content.length };
  studio.execute({ action: 'create', entityType: 'FileComponent', id, data });
  await uploadFile(studio.ftrack, { id, name: 'thumbnail.png', content });
  studio.update('Shot', shot?.['id'], { thumbnail_id: id });
  const shown = async () => {
    const folders = studio.ayon.state.projects.list()[0]?.tables.folder.ordered() ?? [];
    return folders
      .map(({ values }) => values['thumbnailId'])
      .filter((thumbnail) => typeof thumbnail === 'string');
  };
  await expect.poll(shown, SOON).toEqual([id.replaceAll('-', '')]);
  const reported = async () => (await studio.journal()).filter(({ lane }) => lane === 'thumbnails');
  await expect
    .poll(reported, SOON)
    .toMatchObject([
      { operations: [{ fields: ['thumbnail'] }], operationCount: 1, failedCount: 0, error: null },
    ]);
});
