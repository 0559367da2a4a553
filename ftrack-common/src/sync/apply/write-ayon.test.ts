import { AyonError } from '@ynput/ayon-api';
import { describe, expect, it } from 'vitest';
import type { PlannedWrite } from '../plan/plan.ts';
import { MemoryAyonProject } from '../testing/memory-ayon.ts';
import type { ApplyContext } from './apply-context.ts';
import { AyonWriter } from './write-ayon.ts';

const idOf = (number: number) => number.toString(16).padStart(32, '0');

function create(number: number, name: string, parent?: number): PlannedWrite {
  return {
    write: {
      type: 'create',
      entityType: 'folder',
      entityId: idOf(number),
      data: { name, folderType: 'Folder', parentId: parent === undefined ? null : idOf(parent) },
    },
    ftrackId: `f${number}`,
    path: `/${name}`,
    onlyIfGone: null,
  };
}

function setUp(assertHeld: () => Promise<void> = async () => {}) {
  const project = new MemoryAyonProject('p', 'p');
  const context: ApplyContext = {
    lease: { assertHeld },
    now: () => 0,
    operations: [],
    failed: [],
    skipped: [],
  };
  return { project, context, writer: new AyonWriter(project, context) };
}

function lostAnswer(): AyonError {
  return new AyonError({ code: 'ayon_timeout', message: 'no answer', outcomeUnknown: true });
}

describe('AyonWriter', () => {
  it('reports the refused write alone, skips what stands below it and saves the rest', async () => {
    const { project, context, writer } = setUp();
    await writer.write([
      create(1, 'good'),
      create(2, 'bad name'),
      create(3, 'child', 2),
      create(4, 'grandchild', 3),
      create(5, 'fine', 1),
    ]);
    expect([...project.entities.keys()]).toEqual([idOf(1), idOf(5)]);
    expect(context.failed.map(({ ftrackId }) => ftrackId)).toEqual(['f2']);
    expect(context.skipped.map(({ ftrackId }) => ftrackId)).toEqual(['f3', 'f4']);
    expect([...writer.failedFtrackIds]).toEqual(['f2', 'f3', 'f4']);
  });

  it('sends nothing twice that was saved before the answer was lost', async () => {
    const { project, context, writer } = setUp();
    const apply = project.apply.bind(project);
    let sent = 0;
    project.apply = async (batch) => {
      sent += 1;
      await apply(batch);
      throw lostAnswer();
    };
    await writer.write([create(1, 'one'), create(2, 'two')]);
    expect(sent).toBe(1);
    expect(context.operations).toHaveLength(2);
    expect(context.failed).toEqual([]);
  });

  it('sends again what was not saved when the answer was lost', async () => {
    const { project, context, writer } = setUp();
    let lost = false;
    project.beforeApply = () => {
      if (lost) return;
      lost = true;
      throw lostAnswer();
    };
    await writer.write([create(1, 'one')]);
    expect(project.entities.size).toBe(1);
    expect(context.failed).toEqual([]);
  });

  it('sends again what was lost on the way within a batch that was refused', async () => {
    const { project, context, writer } = setUp();
    const sent: number[] = [];
    project.beforeApply = ({ length }) => {
      sent.push(length);
      if (length > 1) throw new AyonError({ code: 'ayon_validation', message: 'too much', status: 422 });
      if (sent.length === 2) throw lostAnswer();
    };
    await writer.write([create(1, 'one'), create(2, 'two')]);
    expect(sent).toEqual([2, 1, 1, 1]);
    expect(project.entities.size).toBe(2);
    expect(context.failed).toEqual([]);
  });

  it('ends the run when the server is away, without blaming the data', async () => {
    const { project, context, writer } = setUp();
    project.beforeApply = () => {
      throw new AyonError({ code: 'ayon_unreachable', message: 'away' });
    };
    await expect(writer.write([create(1, 'one')])).rejects.toThrow('away');
    expect(context.failed).toEqual([]);
  });

  it('ends the run when write after write fails on the server', async () => {
    const { project, context, writer } = setUp();
    project.beforeApply = () => {
      throw new AyonError({ code: 'ayon_server', status: 500, message: 'broken', outcomeUnknown: true });
    };
    const writes = Array.from({ length: 40 }, (_, number) => create(number, `n${number}`));
    await expect(writer.write(writes)).rejects.toThrow('broken');
    expect(context.failed.length).toBeLessThan(10);
  });

  it('asks for the lease before every write', async () => {
    let asked = 0;
    const { project, writer } = setUp(async () => {
      asked += 1;
      if (asked > 1) throw new Error('lease lost');
    });
    const twice = [create(1, 'one'), { ...create(1, 'one') }];
    await expect(writer.write(twice)).rejects.toThrow('lease lost');
    expect(project.batches).toBe(1);
  });
});
