import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApplyContext } from '../../apply/apply-context.ts';
import { MemoryAyonVersions } from '../../testing/memory-ayon-versions.ts';
import type { FtrackSession } from '../../../ftrack/index.ts';
import { planVersions, type VersionRules } from './plan-versions.ts';
import type { FtrackVersion } from './read-ftrack-versions.ts';
import { writeVersions } from './write-versions.ts';

const RULES: VersionRules = {
  statuses: [
    { name: 'Approved', scope: ['version'] },
    { name: 'Pending review' },
    { name: 'Shots', scope: ['folder'] },
  ],
  users: { ayonNames: new Map([['u1', 'anna']]), mapped: new Set(['anna']) },
  syncStatuses: true,
  create: true,
  productTypeOf: (type) => (type === 'geo' ? 'model' : type),
  removals: {
    policy: 'deactivate',
    confirmed: false,
    limit: { entities: 20, percent: 5 },
    isProjectActive: true,
  },
};
const TWINS = new Map([
  ['shot', { kind: 'folder', id: 'folder', path: '/sh010' }],
  ['task', { kind: 'task', id: 'anim', path: '/sh010/anim' }],
] as const);

function version(data: Partial<FtrackVersion> & { id: string }): FtrackVersion {
  return {
    version: 1,
    isPublished: true,
    status: 'approved',
    taskId: null,
    userId: null,
    comment: '',
    thumbnailId: null,
    asset: { id: 'a-1', name: 'modelMain', type: 'geo', contextId: 'shot' },
    ayonId: null,
    storedId: null,
    ...data,
  };
}

/** A studio of versions: what ftrack has, what AYON has, and the engine between. */
class Studio {
  readonly ayon = new MemoryAyonVersions();
  readonly stored = new Map<string, string>();

  async plan(
    ftrack: readonly FtrackVersion[],
    more: Partial<VersionRules> = {},
    absent: readonly string[] = [],
  ) {
    const known = ftrack.map((one) => {
      const storedId = this.stored.get(one.id) ?? one.storedId;
      return { ...one, storedId, ayonId: typeof storedId === 'string' ? storedId : one.ayonId };
    });
    const sides = { ftrack: known, ayon: await this.ayon.read(), twins: TWINS, absent: new Set(absent) };
    return planVersions({ ...sides, withFiles: this.ayon.files }, { ...RULES, ...more });
  }

  async sync(
    ftrack: readonly FtrackVersion[],
    more: Partial<VersionRules> = {},
    absent: readonly string[] = [],
  ) {
    const plan = await this.plan(ftrack, more, absent);
    const failed: ApplyContext['failed'] = [];
    const context = {
      lease: { assertHeld: async () => {} },
      now: () => 0,
      operations: [],
      failed,
      skipped: failed,
    };
    const session = {
      execute: async (operations: { key: string[]; data: { value: string } }[]) => {
        for (const { key, data } of operations) this.stored.set(String(key[1]), data.value);
        return [];
      },
    } as unknown as FtrackSession;
    await writeVersions(plan, { versions: this.ayon, session, idAttribute: 'config', context });
    return { ...plan, failed };
  }
}

describe('versions', () => {
  it('are made complete, with their product, where that is wanted', async () => {
    const studio = new Studio();
    await studio.sync([version({ id: 'v-1', taskId: 'task', userId: 'u1', comment: 'first' })]);
    expect([...studio.ayon.products.values()]).toEqual([
      { id: 'a1', name: 'modelMain', folderId: 'folder', productType: 'model', active: true },
    ]);
    expect([...studio.ayon.versions.values()]).toEqual([
      expect.objectContaining({
        id: 'v1',
        productId: 'a1',
        version: 1,
        taskId: 'anim',
        author: 'anna',
        status: 'Approved',
        ftrackId: 'v-1',
        comment: 'first',
      }),
    ]);
    expect(studio.stored.get('v-1')).toBe('v1');
  });

  it('of several that carry one ftrack id go by an active one, and of these by the lowest id', async () => {
    const studio = new Studio();
    const carriers = ['c', 'a', 'b', 'd'].map((id, index) => ({
      type: 'create' as const,
      entityType: 'version' as const,
      entityId: id,
      data: { productId: 'p', version: index + 1, active: id !== 'a', attrib: { ftrackId: 'v-1' } },
    }));
    const data = { name: 'modelMain', folderId: 'folder' };
    await studio.ayon.apply([{ type: 'create', entityType: 'product', entityId: 'p', data }, ...carriers]);
    await studio.sync([version({ id: 'v-1' })]);
    expect(studio.stored.get('v-1')).toBe('b');
    expect(await studio.ayon.findVersionTwins(['v-1'])).toEqual(new Map([['v-1', 'b']]));
  });

  it('are only matched where they are not to be made', async () => {
    const studio = new Studio();
    await studio.ayon.apply([
      {
        type: 'create',
        entityType: 'product',
        entityId: 'p',
        data: { name: 'MODELmain', folderId: 'folder' },
      },
      { type: 'create', entityType: 'version', entityId: 'x', data: { productId: 'p', version: 1 } },
    ]);
    const { writes } = await studio.sync([version({ id: 'v-1' }), version({ id: 'v-2', version: 2 })], {
      create: false,
    });
    expect(writes.map(({ write }) => write)).toEqual([
      {
        type: 'update',
        entityType: 'version',
        entityId: 'x',
        data: { status: 'Approved', attrib: { ftrackId: 'v-1' } },
      },
    ]);
    expect([...studio.stored]).toEqual([['v-1', 'x']]);
  });

  it('w-28: below something AYON has no folder for are passed over', async () => {
    const asset = { id: 'a', name: 'x', type: 'geo', contextId: 'not synced' };
    expect(await new Studio().plan([version({ id: 'v-1', asset })])).toMatchObject({
      writes: [],
      writeBacks: [],
    });
  });

  it('w-44: get their id stored once, and again when it changed', async () => {
    const studio = new Studio();
    await studio.sync([version({ id: 'v-1' })]);
    expect((await studio.plan([version({ id: 'v-1' })])).writeBacks).toEqual([]);
    studio.stored.set('v-1', 'f'.repeat(32));
    expect((await studio.plan([version({ id: 'v-1' })])).writeBacks).toMatchObject([{ ayonId: 'v1' }]);
  });

  it('keep their status where AYON has none of that name for versions, which is reported', async () => {
    const { problems } = await new Studio().plan([version({ id: 'v-1', status: 'shots' })]);
    expect(problems).toMatchObject([{ code: 'status_not_in_scope', path: '/sh010/modelMain/v001' }]);
  });

  it('that are gone are deactivated, unless they have files', async () => {
    const studio = new Studio();
    const both = [version({ id: 'v-1' }), version({ id: 'v-2', version: 2 })];
    await studio.sync(both);
    studio.ayon.files.add('v2');
    await studio.sync([], {}, ['v-1', 'v-2']);
    expect([...studio.ayon.versions.values()].map(({ id, active }) => [id, active])).toEqual([
      ['v1', false],
      ['v2', true],
    ]);
    await studio.sync(both);
    expect(studio.ayon.versions.get('v1')?.active).toBe(true);
  });

  it('that are gone stay while they are more than the limit, or the project is not active', async () => {
    const studio = new Studio();
    const many = Array.from({ length: 21 }, (_, at) => version({ id: `v-${at}`, version: at + 1 }));
    await studio.sync(many);
    const absent = many.map(({ id }) => id);
    const { removals } = RULES;
    for (const [rules, code] of [
      [removals, 'removal_over_limit'],
      [{ ...removals, confirmed: true, isProjectActive: false }, 'project_archived'],
    ] as const) {
      const { writes, problems } = await studio.plan([], { removals: rules }, absent);
      expect(writes).toEqual([]);
      expect(problems).toMatchObject([{ code, message: expect.stringContaining('21 versions') }]);
    }
    const confirmed = { ...removals, confirmed: true };
    expect((await studio.plan([], { removals: confirmed }, absent)).writes).toHaveLength(21);
  });

  it('go by a part of the name of the asset only where none goes by the whole, and nothing is made there', async () => {
    const studio = new Studio();
    for (const [id, name] of [
      ['p', 'model'],
      ['q', 'modelMain'],
    ]) {
      const productId = String(id);
      await studio.ayon.apply([
        { type: 'create', entityType: 'product', entityId: productId, data: { name, folderId: 'folder' } },
        { type: 'create', entityType: 'version', entityId: `${id}1`, data: { productId, version: 1 } },
      ]);
    }
    const asset = (id: string, name: string) => ({ id, name, type: 'geo', contextId: 'shot' });
    const partly = asset('a-0', 'modelMain_proxy');
    const whole = asset('a-9', 'ModelMain');
    const older = asset('a-a', 'geo_model');
    await studio.sync([
      version({ id: 'v-1', asset: partly }),
      version({ id: 'v-2', asset: whole }),
      version({ id: 'v-3', asset: older }),
      version({ id: 'v-4', asset: older, version: 2 }),
    ]);
    const twins = [...studio.ayon.versions.values()].map(({ id, ftrackId, productId }) => [
      id,
      ftrackId,
      productId,
    ]);
    expect(twins).toEqual([
      ['p1', 'v-3', 'p'],
      ['q1', 'v-2', 'q'],
      ['v1', 'v-1', 'a0'],
      ['v4', 'v-4', 'aa'],
    ]);
  });

  it('of two assets of one name and different types have a product each', async () => {
    const studio = new Studio();
    const asset = (id: string, type: string) => ({ id, name: 'comp', type, contextId: 'shot' });
    const all = ['img', 'mov', 'mov'].flatMap((type, at) =>
      [1, 2].map((number) =>
        version({ id: `v-${at}${number}`, version: number, asset: asset(`a-${at}`, type) }),
      ),
    );
    expect((await studio.sync(all)).problems).toEqual([]);
    expect([...studio.ayon.products.values()].map(({ name }) => name)).toEqual([
      'comp',
      'comp_mov',
      'comp_a2',
    ]);
    const again = await studio.sync(all);
    expect([again.writes, again.problems]).toEqual([[], []]);
    const late = version({ id: 'v-31', asset: asset('a-3', 'img') });
    expect((await studio.sync([late])).problems).toEqual([]);
    expect(studio.ayon.versions.get('v31')).toMatchObject({ productId: 'a3', version: 1 });
  });

  it('take the place of one that is gone when they have its number', async () => {
    for (const [files, between] of [
      [[], ['v-1']],
      [['v1'], []],
    ] as const) {
      const studio = new Studio();
      await studio.sync([version({ id: 'v-1' })]);
      for (const id of files) studio.ayon.files.add(id);
      if (between.length > 0) await studio.sync([], {}, between);
      const { problems } = await studio.sync([version({ id: 'v-2' })], {}, ['v-1']);
      expect(problems).toEqual([]);
      expect([...studio.ayon.versions.values()]).toMatchObject([{ id: 'v1', ftrackId: 'v-2', active: true }]);
      expect((await studio.plan([version({ id: 'v-2' })])).writes).toEqual([]);
    }
  });

  it('are the same after one run, whatever there was', async () => {
    const anything = fc.array(
      fc.record({
        id: fc.integer({ min: 0, max: 6 }).map((at) => `v-${at}`),
        version: fc.integer({ min: 1, max: 3 }),
        status: fc.constantFrom('approved', 'Pending review', 'shots', null),
        isPublished: fc.boolean(),
        comment: fc.constantFrom('', 'x'),
        asset: fc.constantFrom(
          { id: 'a-1', name: 'modelMain', type: 'geo', contextId: 'shot' },
          { id: 'a-2', name: 'ModelMain', type: 'geo', contextId: 'shot' },
          { id: 'a-3', name: '日本', type: '', contextId: 'shot' },
        ),
      }),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 3 }), async (states) => {
        const studio = new Studio();
        for (const state of states) {
          const versions = [...new Map(state.map((one) => [one.id, version(one)])).values()].toSorted(
            (left, right) => (left.asset.id < right.asset.id ? -1 : 1) || left.version - right.version,
          );
          expect((await studio.sync(versions)).failed).toEqual([]);
          const again = await studio.plan(versions);
          expect([again.writes, again.writeBacks]).toEqual([[], []]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
