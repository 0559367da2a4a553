import type { EntryKind, LogRecord } from '../types.ts';

/** A stream row as ioredis gives it: id and a flat list of field names and values. */
export type StreamRow = [id: string, fields: string[]];

/** Reads a stream row written by the append script; fields stand in the order of that script. */
export function decodeRecord(row: StreamRow, partition: number): LogRecord {
  const fields = row[1];
  const projectId = fields[7] ?? '';
  return new DecodedRecord({
    sequence: Number.parseInt(row[0], 10),
    partition,
    id: fields[1] ?? '',
    kind: (fields[3] ?? 'event') as EntryKind,
    topic: fields[5] ?? '',
    projectId: projectId === '' ? null : projectId,
    appendedAt: Number(fields[9]),
    body: fields[11] ?? '',
  });
}

class DecodedRecord implements LogRecord {
  readonly sequence: number;
  readonly partition: number;
  readonly id: string;
  readonly kind: EntryKind;
  readonly topic: string;
  readonly projectId: string | null;
  readonly appendedAt: number;
  readonly body: string;
  #value: unknown;

  constructor(facts: Omit<LogRecord, 'value'>) {
    this.sequence = facts.sequence;
    this.partition = facts.partition;
    this.id = facts.id;
    this.kind = facts.kind;
    this.topic = facts.topic;
    this.projectId = facts.projectId;
    this.appendedAt = facts.appendedAt;
    this.body = facts.body;
  }

  get value(): unknown {
    if (this.#value === undefined) this.#value = parseOrNull(this.body);
    return this.#value;
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
