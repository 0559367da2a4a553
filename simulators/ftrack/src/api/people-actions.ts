import { type Entity, joinKey, textOf, validationError } from '../store/index.ts';
import { describeEntity, requireType } from './entity-actions.ts';
import { type Actions, type Batch, textIn } from './operation.ts';
import { isOneTimePassword } from './one-time-password.ts';
import { decodeKey, type JsonRecord } from './wire.ts';

export interface PeopleActionsOptions {
  /** Gives a user another API key and tells it. */
  readonly resetApiKey: (username: string, id: string) => string;
  /** Takes a mail that the server would send. */
  readonly sendMail: (mail: Mail) => void;
}

export interface Mail {
  readonly to: string;
  readonly kind: 'user_invite' | 'review_session_invite';
  /** Id of the user or of the invitee. */
  readonly about: string;
}

/** What concerns users: keys, invitations, security roles, and jobs that look after them. */
export function peopleActions({ resetApiKey, sendMail }: PeopleActionsOptions): Actions {
  const invite = (entity: Entity, kind: Mail['kind']): { sent: true } => {
    const to = textOf(entity, 'email');
    if (!to)
      throw validationError(
        `${entity.type} ${entity.key[0]} has no e-mail address to send an invitation to.`,
      );
    sendMail({ to, kind, about: entity.key[0] ?? '' });
    return { sent: true };
  };
  return {
    reset_remote: (operation, { reader }) => {
      const type = requireType(textIn(operation, 'entity_type'), reader.schema);
      const user = reader.store.get('User', decodeKey(operation['entity_key'], type));
      if (operation['reset_type'] !== 'api_key' || type.name !== 'User' || user === undefined) {
        throw validationError('Only the api_key of an existing User can be reset.');
      }
      const api_key = resetApiKey(textOf(user, 'username') ?? '', user.key[0] ?? '');
      return { action: 'reset_remote', data: { api_key } };
    },
    send_user_invite: (operation, batch) =>
      invite(named(operation, ['User', 'user_id'], batch), 'user_invite'),
    send_review_session_invite: (operation, batch) =>
      invite(
        named(operation, ['ReviewSessionInvitee', 'review_session_invitee_id'], batch),
        'review_session_invite',
      ),
    configure_totp: (operation, { request, now, reader, writer }) => {
      if (!isOneTimePassword(textIn(operation, 'code'), textIn(operation, 'secret'), now)) {
        throw validationError('The code is not the one-time password of this secret.');
      }
      const values = { is_totp_enabled: true };
      const user = writer.update('User', [request.caller.id], { values, collections: new Map() });
      return {
        action: 'configure_totp',
        data: describeEntity(user, { type: reader.schema.require('User'), data: {} }, reader),
      };
    },
    delayed_job: (operation, { reader, writer, later }) => {
      const type = textIn(operation, 'job_type');
      if (type !== 'SYNC_USERS_LDAP') {
        throw validationError(`There is no job "${type}"; known is SYNC_USERS_LDAP.`);
      }
      const data = { description: 'Synchronise users with LDAP' };
      const job = writer.create('Job', {
        values: { status: 'queued', data: JSON.stringify(data) },
        collections: new Map(),
      });
      later((after) => {
        const failed = { ...data, error: 'This server has no LDAP.' };
        after.update('Job', job.key, {
          values: { status: 'failed', data: JSON.stringify(failed) },
          collections: new Map(),
        });
      });
      return {
        action: 'delayed_job',
        data: describeEntity(job, { type: reader.schema.require('Job'), data: {} }, reader),
      };
    },
    add_user_security_role: (operation, batch) => {
      const user_id = named(operation, ['User', 'user_id'], batch).key[0];
      const security_role_id = named(operation, ['SecurityRole', 'role_id'], batch).key[0];
      if (findRole(operation, batch) !== undefined)
        throw validationError('The user has this security role already.');
      const role = batch.writer.create('UserSecurityRole', {
        values: { user_id, security_role_id, is_all_projects: false },
        collections: new Map(),
      });
      return roleAnswer(operation, role, batch);
    },
    update_user_security_role: (operation, batch) => {
      const role = userRole(operation, batch);
      const security_role_id = named(operation, ['SecurityRole', 'new_role_id'], batch).key[0];
      const values = { security_role_id };
      return roleAnswer(
        operation,
        batch.writer.update('UserSecurityRole', role.key, { values, collections: new Map() }),
        batch,
      );
    },
    remove_user_security_role: (operation, batch) => {
      batch.writer.remove('UserSecurityRole', userRole(operation, batch).key);
      return { action: operation['action'], data: true };
    },
    grant_user_security_role_project: (operation, batch) => {
      const role = userRole(operation, batch);
      const project_id = named(operation, ['Project', 'project_id'], batch).key[0];
      if (findGrant(role, operation, batch) === undefined) {
        const values = { user_security_role_id: role.key[0], project_id };
        batch.writer.create('UserSecurityRoleProject', { values, collections: new Map() });
      }
      return roleAnswer(operation, role, batch);
    },
    revoke_user_security_role_project: (operation, batch) => {
      const role = userRole(operation, batch);
      const grant = findGrant(role, operation, batch);
      if (grant === undefined)
        throw validationError('The user does not have this security role on that project.');
      batch.writer.remove('UserSecurityRoleProject', grant.key);
      return roleAnswer(operation, role, batch);
    },
  };
}

/** The entity a field names by its id. */
function named(
  operation: JsonRecord,
  [type, field]: readonly [string, string],
  { reader }: Pick<Batch, 'reader'>,
): Entity {
  const id = textIn(operation, field);
  const entity = reader.store.get(type, id);
  if (entity === undefined) throw validationError(`There is no ${type} with the id ${id}.`);
  return entity;
}

function findRole(operation: JsonRecord, { reader }: Batch): Entity | undefined {
  return reader.store
    .list('UserSecurityRole', 'user_id', textIn(operation, 'user_id'))
    .find((role) => textOf(role, 'security_role_id') === textIn(operation, 'role_id'));
}

function userRole(operation: JsonRecord, batch: Batch): Entity {
  const role = findRole(operation, batch);
  if (role === undefined) throw validationError('The user does not have this security role.');
  return role;
}

function findGrant(role: Entity, operation: JsonRecord, { reader }: Batch): Entity | undefined {
  return reader.store
    .list('UserSecurityRoleProject', 'user_security_role_id', joinKey(role.key))
    .find((grant) => textOf(grant, 'project_id') === textIn(operation, 'project_id'));
}

function roleAnswer(operation: JsonRecord, role: Entity, { reader }: Batch): unknown {
  const type = reader.schema.require('UserSecurityRole');
  return { action: operation['action'], data: describeEntity(role, { type, data: {} }, reader) };
}
