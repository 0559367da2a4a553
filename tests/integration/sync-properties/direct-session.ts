import {
  FtrackError,
  type FtrackEntity,
  type FtrackOperation,
  type FtrackSession,
} from '@ynput/ftrack-common/ftrack';
import { type FtrackSimulator, FtrackServerError } from '@ynput/ftrack-simulator';

/** A session with a simulated server in the same process, without HTTP: for very many short runs. */
export function openDirectSession(server: FtrackSimulator): FtrackSession {
  const run = async (operations: readonly unknown[]): Promise<unknown[]> => {
    try {
      return server.run(operations);
    } catch (error) {
      if (!(error instanceof FtrackServerError)) throw error;
      throw new FtrackError('ftrack_server', { message: error.message, cause: error });
    }
  };
  return {
    serverUrl: server.url,
    origin: 'ayon-ftrack--direct',
    query: async (expression, { signal } = {}) => {
      signal?.throwIfAborted();
      const [answer] = await run([{ action: 'query', expression }]);
      return entitiesOf(Reflect.get(Object(answer), 'data'));
    },
    execute: async (operations) => {
      const answers = await run(operations.map(wireOf));
      return entitiesOf(answers.map((answer) => Reflect.get(Object(answer), 'data') ?? {}));
    },
    readThumbnail: async () => null,
    serverInformation: async () => ({ version: '4.13' }),
  };
}

function wireOf(operation: FtrackOperation): Record<string, unknown> {
  const { action, entityType } = operation;
  return {
    action,
    entity_type: entityType,
    ...(operation.action !== 'create' && { entity_key: operation.key }),
    ...(operation.action !== 'delete' && { entity_data: { ...operation.data, __entity_type__: entityType } }),
  };
}

/** A copy in which dates are texts, as sessions answer them. */
function entitiesOf(data: unknown): FtrackEntity[] {
  return JSON.parse(JSON.stringify(data), (_, value: unknown) =>
    typeof value === 'object' && value !== null && '__type__' in value && 'value' in value
      ? value.value
      : value,
  ) as FtrackEntity[];
}
