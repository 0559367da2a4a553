import { describe, expect, it } from 'vitest';
import type { AyonSide } from './ayon-side.ts';
import { compareStatuses } from './compare-statuses.ts';
import type { FtrackSideStatus } from './ftrack-offer.ts';
import { AYON_TASK, ayonSide, DONE, FOLDER, ftrackSide } from './testing/sample-sides.ts';

type AyonStatus = AyonSide['statuses'][number];

const REVIEW: FtrackSideStatus = { ...DONE, name: 'In Review', sort: 2, state: 'IN_PROGRESS' };
const DONE_THERE: AyonStatus = { name: 'Done', color: '#00ff00', state: 'done' };
const REVIEW_THERE: AyonStatus = { name: 'In Review', color: '#00FF00', state: 'in_progress' };
const OWN: AyonStatus = { name: 'Own', color: '#123456', state: 'blocked', scope: ['task'] };

function lines(ftrack: readonly FtrackSideStatus[], ayon: readonly AyonStatus[]) {
  const side = ftrackSide();
  const withOffer = { ...side, offer: { ...side.offer, statuses: ftrack } };
  const found = compareStatuses(withOffer, { ...ayonSide(FOLDER, AYON_TASK), statuses: ayon });
  return found.map(({ code, path, wanted, found: present }) => [code, path, wanted, present]);
}

describe('statuses', () => {
  it('are the same with those that only AYON has behind them', () => {
    expect(lines([DONE, REVIEW], [REVIEW_THERE, DONE_THERE, OWN])).toEqual([]);
  });

  it('that are offered or used are in AYON, spelled as in ftrack', () => {
    const unused = { ...REVIEW, offeredFor: [] };
    expect(lines([DONE, unused], [DONE_THERE])).toEqual([]);
    expect(lines([DONE, REVIEW], [{ ...DONE_THERE, name: 'done' }])).toEqual([
      ['status_name', 'statuses/Done', 'Done', 'done'],
      ['status_name', 'statuses/In Review', 'In Review', null],
    ]);
    expect(lines([DONE, unused], [{ ...REVIEW_THERE, name: 'in-review' }, DONE_THERE])).toEqual([
      ['status_name', 'statuses/In Review', 'In Review', 'in-review'],
    ]);
    // The shot and its task are done, whatever the project offers.
    expect(lines([{ ...DONE, offeredFor: [] }], [])).toEqual([
      ['status_name', 'statuses/Done', 'Done', null],
    ]);
  });

  it('look as in ftrack', () => {
    expect(lines([DONE], [{ ...DONE_THERE, color: '#ff0000', state: 'blocked' }])).toEqual([
      ['status_colour', 'statuses/Done', '#00FF00', '#ff0000'],
      ['status_state', 'statuses/Done', 'DONE', 'blocked'],
    ]);
    expect(lines([{ ...DONE, color: null }], [{ ...DONE_THERE, color: '#ff0000' }])).toEqual([]);
    expect(lines([{ ...DONE, state: 'In progress' }], [{ ...DONE_THERE, state: 'in_progress' }])).toEqual([]);
  });

  it('have any state where ftrack has one that AYON has no word for', () => {
    for (const state of ['PAUSED', null]) expect(lines([{ ...DONE, state }], [DONE_THERE])).toEqual([]);
  });

  it('are for all that ftrack has them for, and for more', () => {
    const scope = ['folder', 'representation', 'task', 'workfile'];
    expect(lines([DONE], [{ ...DONE_THERE, scope }])).toEqual([]);
    expect(lines([DONE], [{ ...DONE_THERE, scope: [...scope, 'version'] }])).toEqual([]);
    const offeredFor = ['version'] as const;
    expect(lines([{ ...DONE, offeredFor }], [{ ...DONE_THERE, scope }])).toEqual([
      [
        'status_scope',
        'statuses/Done',
        ['folder', 'product', 'representation', 'task', 'version', 'workfile'],
        scope,
      ],
    ]);
  });

  it('stand in the order of ftrack', () => {
    const [wanted, found] = [
      ['In Review', 'Done', 'Own'],
      ['Done', 'Own', 'In Review'],
    ];
    expect(lines([DONE, REVIEW], [DONE_THERE, OWN, REVIEW_THERE])).toEqual([
      ['status_order', 'statuses', wanted, found],
    ]);
    expect(lines([DONE, { ...REVIEW, sort: DONE.sort }], [DONE_THERE, REVIEW_THERE])).toEqual([]);
  });

  it('that differ only in case and punctuation are one, which may look like any of them', () => {
    const other: FtrackSideStatus = {
      ...REVIEW,
      name: 'in-review',
      color: '#000000',
      offeredFor: ['version'],
    };
    const scope = ['folder', 'product', 'representation', 'task', 'version', 'workfile'];
    expect(lines([DONE, REVIEW, other], [{ ...REVIEW_THERE, scope }, DONE_THERE])).toEqual([]);
  });
});
