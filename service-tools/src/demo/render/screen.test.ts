import { describe, expect, it } from 'vitest';
import { shortLogLine } from './log-line.ts';
import { Screen } from './screen.ts';
import { createStyle, cut, padBefore, padTo, shorten, wantsColour, widthOf } from './style.ts';

function open({ isTTY = false, env = {} }: { isTTY?: boolean; env?: NodeJS.ProcessEnv } = {}) {
  let text = '';
  let now = 0;
  const screen = new Screen({
    terminal: { isTTY, write: (more: string) => void (text += more) },
    env,
    now: () => now,
  });
  return { screen, shown: () => text, pass: (ms: number) => void (now += ms) };
}

const ESCAPE = '\u001b[';

describe('Screen', () => {
  it('writes plain lines where there is no terminal', () => {
    const { screen, shown, pass } = open();
    const phase = screen.phase('First sync');
    phase.update('reading', 0.5);
    pass(1_234);
    phase.done('2,001 entities');
    expect(shown()).toMatch(/^ {2}✔ First sync {10}2,001 entities {2,}1,234 ms\n$/);
    expect(shown()).not.toContain(ESCAPE);
  });

  it('draws a spinner and a bar on a terminal, and leaves one line of it', () => {
    const { screen, shown } = open({ isTTY: true, env: { TERM: 'xterm' } });
    const phase = screen.phase('First sync');
    expect(shown()).toContain('⠋');
    phase.done('done');
    phase.done('again');
    phase.fail('after all');
    expect(shown().match(/\n/g)).toHaveLength(1);
    expect(shown()).toContain(`${ESCAPE}?25h`);
  });

  it('shows nothing that begins after the last phase', () => {
    const { screen, shown } = open();
    const stale = screen.phase('Steps');
    const last = screen.lastPhase('Stopping');
    screen.phase('More').done('more');
    stale.done('late');
    last.done('stopped');
    expect(shown().trimEnd().split('\n')).toEqual([expect.stringContaining('✔ Stopping')]);
  });

  it('aligns steps, whatever their length', () => {
    const { screen, shown } = open();
    screen.step({ ok: true, did: 'rename', arrived: 'name', ms: 12, cause: '#7 event' });
    screen.step({ ok: false, did: 'č'.repeat(80), arrived: 'x'.repeat(80), ms: null, cause: '–' });
    const [first = '', second = ''] = shown().split('\n');
    expect(first.indexOf('#7')).toBe(second.lastIndexOf('–'));
    expect(second).toContain('…');
  });

  it('frames a box whose lines are equally wide', () => {
    const { screen, shown } = open({ env: { FORCE_COLOR: '1' } });
    screen.box([
      ['', 'All arrived'],
      ['first sync', '12 ms'],
    ]);
    const widths = shown().trim().split('\n').map(widthOf);
    expect(new Set(widths.slice(1))).toHaveLength(1);
    expect(shown()).toContain(ESCAPE);
  });
});

describe('style', () => {
  it.each([
    [true, {}, true],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    [true, { TERM: 'dumb' }, false],
    [false, {}, false],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '0' }, false],
  ])('colours a terminal (%s) with %j: %s', (isTerminal, env, wanted) => {
    expect(wantsColour(isTerminal, env)).toBe(wanted);
  });

  it('counts characters, not escapes or bytes', () => {
    const { good } = createStyle(true);
    expect(widthOf(good('čtyři'))).toBe(5);
    expect(widthOf(padTo(good('ok'), 6))).toBe(6);
    expect(padBefore('12', 4)).toBe('  12');
  });

  it('shortens in the middle, or at the end', () => {
    expect(shorten('abcdefghij', 5)).toBe('ab…ij');
    expect(cut('abcdefghij', 5)).toBe('abcd…');
    expect(shorten('abc', 5)).toBe('abc');
  });
});

describe('shortLogLine', () => {
  it('makes a line for people of one for machines', () => {
    const line = JSON.stringify({
      level: 'warn',
      time: '2026-01-02T03:04:05.678Z',
      service: 'leecher',
      msg: 'it is tried again',
      err: { message: 'no answer\n  at somewhere' },
    });
    expect(shortLogLine(line, 100)).toBe('03:04:05.678 warn  it is tried again no answer');
  });

  it.each(['plain', '3', 'null'])('leaves %s as it is', (line) => {
    expect(shortLogLine(line, 100)).toBe(line);
  });
});
