import { AyonError } from '@ynput/ayon-api';
import { expect, it } from 'vitest';
import { FtrackError, type FtrackSession } from '../../ftrack/index.ts';
import { MemoryAyonProject } from '../testing/memory-ayon.ts';
import { PictureTransfer } from './transfer-pictures.ts';

const BUSY = new FtrackError('ftrack_server', { message: 'status 500', retryable: true });
const AWAY = new FtrackError('ftrack_unreachable', { message: 'away', retryable: true });

/** A ftrack that answers with a picture, or with what is given for a component. */
function open(answers: Readonly<Record<string, Error>>) {
  const asked: string[] = [];
  const session = {
    readThumbnail: async ({ componentId }: { componentId: string }) => {
      asked.push(componentId);
      const error = answers[componentId];
      if (error) throw error;
      return { bytes: new Uint8Array([1]), type: 'image/png' };
    },
  } as unknown as FtrackSession;
  const project = new MemoryAyonProject('A', 'a');
  const lease = { assertHeld: async () => {} };
  const apply = { lease, now: () => 0, operations: [], failed: [], skipped: [] };
  return { transfer: new PictureTransfer({ session, project, apply }), project, asked };
}

it('a picture that a server cannot do is tried twice and given up, and keeps no other one waiting', async () => {
  const { transfer, project, asked } = open({ bad: BUSY });
  const refused = await transfer.send(['bad', 'a', 'b', 'c', 'd', 'e']);
  expect([...refused]).toEqual([['bad', 'Its thumbnail could not be had: status 500']]);
  expect(project.pictures).toEqual(new Set(['a', 'b', 'c', 'd', 'e']));
  expect(asked.filter((id) => id === 'bad')).toHaveLength(2);
});

it('nothing is given up while none comes through: the run is tried again', async () => {
  await expect(open({ a: BUSY, b: BUSY }).transfer.send(['a', 'b'])).rejects.toBe(BUSY);
  const { transfer, asked } = open(
    Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`p${at}`, BUSY])),
  );
  await expect(transfer.send(Array.from({ length: 50 }, (_, at) => `p${at}`))).rejects.toBe(BUSY);
  expect(asked.length).toBeLessThan(12);
});

it('a server that is away ends the run at once, whatever came through before', async () => {
  const { transfer } = open({ c: AWAY });
  await expect(transfer.send(['a', 'b', 'c'])).rejects.toBe(AWAY);
});

it('a picture that AYON cannot read is none it is asked for again and again', async () => {
  const { transfer, project } = open({});
  const broken = new AyonError({ code: 'ayon_server', message: 'no picture', status: 500 });
  project.putThumbnail = async (id) => {
    if (id === 'bad') throw broken;
    project.pictures.add(id);
  };
  expect([...(await transfer.send(['a', 'bad']))]).toEqual([
    ['bad', 'Its thumbnail could not be had: no picture'],
  ]);
});
