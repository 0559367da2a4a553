import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from './frame.ts';

const record = fc.uint8Array({ minLength: 1, maxLength: 300 });

test('what was encoded is decoded, wherever it stands', () => {
  fc.assert(
    fc.property(fc.uint8Array(), record, fc.uint8Array(), (before, data, after) => {
      const bytes = Buffer.concat([before, encodeFrame(data), after]);
      const frame = decodeFrame(bytes, before.length);
      expect(frame).toMatchObject({ ok: true, end: before.length + 8 + data.length });
      if (frame.ok) expect(Buffer.compare(frame.data, data)).toBe(0);
    }),
  );
});

test('a record with one changed bit is never taken for a record', () => {
  fc.assert(
    fc.property(record, fc.nat(), (data, n) => {
      const bytes = encodeFrame(data);
      const bit = n % (bytes.length * 8);
      const at = Math.floor(bit / 8);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
      expect(decodeFrame(bytes, 0).ok).toBe(false);
    }),
  );
});
