import { describe, expect, it } from 'vitest';
import { type FtrackSimulator, startFtrackSimulator } from './index.ts';
import type { JsonRecord } from './api/index.ts';

const START = Date.parse('2026-03-01T10:00:00Z');

interface Studio extends AsyncDisposable {
  readonly simulator: FtrackSimulator;
  /** Renames the project so many times. */
  rename(times: number): void;
  ids(expression?: string): unknown[];
  wait(ms: number): void;
}

async function openStudio(): Promise<Studio> {
  let now = START;
  const simulator = await startFtrackSimulator({ profile: 'generated:10', clock: () => new Date(now) });
  const [project] = simulator.store.rows('Project');
  let name = 0;
  return {
    simulator,
    wait: (ms) => {
      now += ms;
    },
    rename(times) {
      for (let time = 0; time < times; time += 1) {
        const entity_data = { full_name: `Name ${(name += 1)}` };
        simulator.run([{ action: 'update', entity_type: 'Project', entity_key: project?.key, entity_data }]);
      }
    },
    ids(expression = 'select id from Event order by id') {
      const [answer] = simulator.run([{ action: 'query', expression }]) as [{ data: JsonRecord[] }];
      return answer.data.map((row) => row['id']);
    },
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

describe('the activity log', () => {
  it('is read by number, in either direction, from any place, page by page', async () => {
    await using studio = await openStudio();
    studio.rename(20);
    expect(studio.ids('select id from Event order by id desc limit 1')).toEqual([20]);
    expect(studio.ids('select id from Event where id > 5 order by id asc limit 3')).toEqual([6, 7, 8]);
    expect(studio.ids('select id from Event where id >= 5 and id < 7 order by id')).toEqual([5, 6]);
    expect(studio.ids('select id from Event where id is 7 order by id')).toEqual([7]);
    expect(studio.ids('select id from Event where id > 17 or id < 3 order by id')).toEqual([
      1, 2, 18, 19, 20,
    ]);
    expect(studio.ids('select id from Event where id > x order by id')).toEqual([]);
  });

  it('shows late rows behind those with larger numbers', async () => {
    await using studio = await openStudio();
    studio.rename(1);
    studio.simulator.setFaults({ lateEvents: { rate: 1, ms: 1000 } });
    studio.rename(2);
    studio.simulator.setFaults({ lateEvents: { rate: 0, ms: 1000 } });
    studio.rename(1);
    expect(studio.ids()).toEqual([1, 4]);
    studio.wait(1000);
    expect(studio.ids()).toEqual([1, 2, 3, 4]);
    studio.simulator.setFaults({ lateEvents: { rate: 1, ms: 1e9 } });
    studio.rename(1);
    studio.simulator.setFaults({ lateEvents: null });
    expect(studio.ids()).toEqual([1, 2, 3, 4, 5]);
  });

  it('lacks rows that are missing or too old, and goes on counting', async () => {
    await using studio = await openStudio();
    studio.simulator.setFaults({ missingEventRate: 1 });
    studio.rename(1);
    studio.simulator.setFaults({ missingEventRate: 0, missingEventActions: ['change.name.*'] });
    studio.rename(1);
    studio.simulator.setFaults({ missingEventActions: [], keptEventsMs: 1000 });
    studio.rename(2);
    studio.wait(2000);
    studio.rename(1);
    expect(studio.ids()).toEqual([3]);
    expect(studio.ids('select id from Feed where social_id is 1')).toEqual([]);
    studio.simulator.setFaults({ forgetEvents: true });
    studio.rename(1);
    expect(studio.ids()).toEqual([4]);
  });

  it('tells in whose feed a row shows', async () => {
    await using studio = await openStudio();
    const { simulator } = studio;
    const [task] = simulator.store.rows('Task');
    const [user] = simulator.store.rows('User');
    const assignment = { type: 'assignment', context_id: task?.key[0], resource_id: user?.key[0] };
    simulator.run([{ action: 'create', entity_type: 'Appointment', entity_data: assignment }]);
    const ofUser = `select id from Event where feeds any (owner_id is "${user?.key[0]}" and relation is assigned)`;
    expect(studio.ids(ofUser)).toEqual([1]);
    const [project] = simulator.store.rows('Project');
    expect(studio.ids(`select id from Event where feeds.owner_id in ("${project?.key[0]}")`)).toEqual([1]);
  });
});
