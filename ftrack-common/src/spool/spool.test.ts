import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSpool, type Spool, type SpoolDamage, SpoolFullError, type SpoolOptions } from './index.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function open(options: Partial<SpoolOptions> = {}): Promise<Spool> {
  return openSpool({ folder, maxBytes: 1_000_000, ...options });
}

function bytes(...texts: string[]): Buffer[] {
  return texts.map((text) => Buffer.from(text));
}

async function readAll(spool: Spool): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const records = await spool.read();
    const last = records.at(-1);
    if (!last) return texts;
    texts.push(...records.map((record) => record.data.toString()));
    await spool.acknowledge(last.position);
  }
}

async function files(): Promise<string[]> {
  return (await readdir(folder)).sort();
}

describe('first in, first out', () => {
  test('records come back in order until they are acknowledged', async () => {
    await using spool = await open();
    await spool.append(bytes('a', 'b'));
    await spool.append(bytes('c'));
    const [first, second] = await spool.read();
    expect([first?.data.toString(), second?.data.toString()]).toEqual(['a', 'b']);
    expect(await spool.read()).toHaveLength(3);
    if (first) await spool.acknowledge(first.position);
    expect(spool.records).toBe(2);
    expect(await readAll(spool)).toEqual(['b', 'c']);
    expect(spool).toMatchObject({ records: 0, bytes: 0 });
    expect(await files()).toEqual([]);
  });

  test('appends side by side and reads between them lose nothing', async () => {
    await using spool = await open({ segmentBytes: 200 });
    const wanted = Array.from({ length: 200 }, (_, i) => `record ${i}`);
    const appends = wanted.map((text) => spool.append(bytes(text)));
    const got = await readAll(spool);
    await Promise.all(appends);
    got.push(...(await readAll(spool)));
    expect(got).toEqual(wanted);
  });

  test('a read gives about as much as asked, and one large record whole', async () => {
    await using spool = await open();
    const large = 'x'.repeat(5_000);
    await spool.append(bytes(large, 'b', 'c'));
    expect((await spool.read(100)).map((record) => record.data.toString())).toEqual([large]);
  });

  test('what was not acknowledged comes back after a restart', async () => {
    const before = await open({ segmentBytes: 30 });
    for (const text of ['one', 'two', 'three', 'four', 'five']) await before.append(bytes(text.padEnd(20)));
    const [first] = await before.read();
    if (first) await before.acknowledge(first.position);
    await before.close();
    await using after = await open();
    expect((await readAll(after)).map((text) => text.trim())).toEqual(['two', 'three', 'four', 'five']);
  });

  test('an empty record is refused, a closed spool too', async () => {
    const spool = await open();
    await expect(spool.append(bytes(''))).rejects.toThrow(RangeError);
    await spool.close();
    await expect(spool.append(bytes('a'))).rejects.toThrow(/closed/);
    expect(await files()).toEqual([]);
  });
});

describe('the bound', () => {
  test('a batch that does not fit is refused whole, and fits again after acknowledging', async () => {
    await using spool = await open({ maxBytes: 400 });
    const text = 'x'.repeat(100);
    await spool.append(bytes(text, text));
    const refused: unknown = await spool.append(bytes(text, text)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SpoolFullError);
    expect(refused).toMatchObject({ code: 'SPOOL_FULL', maxBytes: 400 });
    expect(spool.records).toBe(2);
    await readAll(spool);
    await spool.append(bytes(text, text));
    expect(spool.records).toBe(2);
    expect(spool.bytes).toBeLessThanOrEqual(400);
  });
});

describe('damage', () => {
  test('cut at every byte, all whole records before the cut come back', async () => {
    const texts = ['a', 'bcd', 'x'.repeat(60), 'end'];
    const source = await open();
    await source.append(bytes(...texts));
    await source.close();
    const [name = ''] = await files();
    const whole = await readFile(join(folder, name));
    const ends = texts.map(
      (_, i) => 8 + texts.slice(0, i + 1).reduce((sum, text) => sum + 8 + text.length, 0),
    );

    for (let cut = 0; cut <= whole.length; cut += 1) {
      await writeFile(join(folder, name), whole.subarray(0, cut));
      const damages: SpoolDamage[] = [];
      await using spool = await open({ fsync: false, onDamage: (damage) => damages.push(damage) });
      const kept = ends.filter((end) => end <= cut).length;
      const lastWhole = kept === 0 ? 8 : (ends[kept - 1] ?? 0);
      await spool.append(bytes('later'));
      expect(await readAll(spool)).toEqual([...texts.slice(0, kept), 'later']);
      expect(damages.map((damage) => damage.droppedBytes)).toEqual(cut <= lastWhole ? [] : [cut - lastWhole]);
    }
  });

  test.each([
    ['zeros, as after a power cut', Buffer.alloc(500)],
    ['other bytes', Buffer.from('not a record at all')],
  ])('a tail of %s is dropped and reported', async (_, tail) => {
    const before = await open();
    await before.append(bytes('a', 'b'));
    await before.close();
    const [name = ''] = await files();
    await appendFile(join(folder, name), tail);
    const damages: SpoolDamage[] = [];
    await using after = await open({ onDamage: (damage) => damages.push(damage) });
    expect(damages).toEqual([
      { file: join(folder, name), fault: 'corrupt', offset: 26, droppedBytes: tail.length },
    ]);
    expect(await readAll(after)).toEqual(['a', 'b']);
  });

  test('a flipped byte ends its file; the files after it are read', async () => {
    const before = await open({ segmentBytes: 20 });
    await before.append(bytes('a', 'b', 'c'));
    await before.append(bytes('d'));
    await before.close();
    const [name = ''] = await files();
    const content = await readFile(join(folder, name));
    content[8 + 9 + 8] = (content[8 + 9 + 8] ?? 0) ^ 1;
    await writeFile(join(folder, name), content);
    const damages: SpoolDamage[] = [];
    await using after = await open({ onDamage: (damage) => damages.push(damage) });
    expect(await readAll(after)).toEqual(['a', 'd']);
    expect(damages).toMatchObject([{ fault: 'corrupt', droppedBytes: 18 }]);
  });

  test('bytes that go bad while the spool is open are reported and passed', async () => {
    const damages: SpoolDamage[] = [];
    await using spool = await open({ segmentBytes: 20, onDamage: (damage) => damages.push(damage) });
    await spool.append(bytes('a', 'b'));
    await spool.append(bytes('c'));
    const [name = ''] = await files();
    await truncate(join(folder, name), 20);
    expect(await readAll(spool)).toEqual(['a', 'c']);
    expect(damages).toHaveLength(1);
  });

  test('a file of another format is reported and left alone', async () => {
    const file = join(folder, '0000000007.spool');
    await writeFile(file, 'AYFSPL99 from the future');
    const damages: SpoolDamage[] = [];
    await using spool = await open({ onDamage: (damage) => damages.push(damage) });
    await spool.append(bytes('a'));
    expect(await readAll(spool)).toEqual(['a']);
    expect(damages).toEqual([{ file, fault: 'foreign', offset: 0, droppedBytes: 24 }]);
    expect(await files()).toEqual(['0000000007.spool']);
  });

  test('other files in the folder are left alone', async () => {
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await using spool = await open();
    await spool.append(bytes('a'));
    expect(await readAll(spool)).toEqual(['a']);
    expect(await files()).toEqual(['notes.txt']);
  });
});
