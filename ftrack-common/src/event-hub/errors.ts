export type EventHubErrorCode =
  | 'hub_server_url'
  | 'hub_not_connected'
  | 'hub_publish_refused'
  | 'hub_publish_unknown';

/**
 * Something asked of the event hub did not happen.
 *
 * - `hub_server_url`: the server URL cannot be used; correct it.
 * - `hub_not_connected`: nothing was sent; publish again after the hub is connected.
 * - `hub_publish_refused`: the server answered that it did not take the event.
 * - `hub_publish_unknown`: the event was sent but no answer came; it may have been delivered.
 */
export class EventHubError extends Error {
  readonly code: EventHubErrorCode;

  constructor(code: EventHubErrorCode, message: string) {
    super(message);
    this.name = 'EventHubError';
    this.code = code;
  }
}
