import { expect, it } from 'vitest';
import { runLogChaos } from './log-chaos.ts';

it('loses nothing and keeps the order when readers are killed and suspended under load', async () => {
  const report = await runLogChaos({ kills: 2, stops: 1, handlers: 2, rate: 1_000 });
  expect(report).toMatchObject({ ok: true, lost: 0, orderViolations: 0, handledAgainAfterCommit: 0 });
  expect(report.appended).toBeGreaterThan(2_000);
}, 90_000);
