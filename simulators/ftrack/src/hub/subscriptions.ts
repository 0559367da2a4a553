import type { HubConnection } from './connection.ts';
import { parseExpression } from './expression.ts';
import { isRecord } from './hub-event.ts';
import { ACCEPTED, type AckResult, refuse } from './packet.ts';

/**
 * Carries out `ftrack.meta.subscribe`, with data `{"subscriber": {"id": ...}, "subscription": "EXPRESSION"}`.
 *
 * @throws ExpressionError when the expression cannot be read.
 */
export function subscribe(connection: HubConnection, data: unknown): AckResult {
  const metadata = readSubscriber(data);
  const subscription = isRecord(data) ? data['subscription'] : undefined;
  if (metadata === null || typeof subscription !== 'string') {
    return refuse('A subscription needs the texts "subscriber.id" and "subscription".');
  }
  connection.subscribe({
    id: metadata.id,
    subscription,
    expression: parseExpression(subscription),
    metadata,
  });
  return ACCEPTED;
}

/** Carries out `ftrack.meta.unsubscribe`, with data `{"subscriber": {"id": ...}}`. */
export function unsubscribe(connection: HubConnection, data: unknown): AckResult {
  const metadata = readSubscriber(data);
  if (metadata === null) return refuse('To unsubscribe, the text "subscriber.id" is needed.');
  connection.unsubscribe(metadata.id);
  return ACCEPTED;
}

function readSubscriber(data: unknown): ({ id: string } & Record<string, unknown>) | null {
  const subscriber = isRecord(data) ? data['subscriber'] : undefined;
  if (!isRecord(subscriber)) return null;
  const { id } = subscriber;
  return typeof id === 'string' && id !== '' ? { ...subscriber, id } : null;
}
