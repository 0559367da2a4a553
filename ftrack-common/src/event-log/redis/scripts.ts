/*
 * Every atomic step of the log in Redis. Keys of one log share a hash slot, so scripts may build key names from prefixes they are given.
 * Nothing here needs more than Redis 6.0, which is what Ubuntu 22.04 has.
 */
import { defineScript } from './run-script.ts';

/**
 * Creates the log unless it exists.
 * KEYS: meta. ARGV: epoch, format, partitions.
 * Returns: epoch, format, partitions, createdAt of the log that is there now.
 */
export const OPEN = defineScript(`
if redis.call('EXISTS', KEYS[1]) == 0 then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'format', ARGV[2], 'partitions', ARGV[3], 'createdAt', now, 'sequence', 0)
end
return redis.call('HMGET', KEYS[1], 'epoch', 'format', 'partitions', 'createdAt')
`);

/**
 * Appends entries, drops those whose id is remembered.
 * KEYS: meta.
 * ARGV: epoch, stream prefix, seen prefix, window in ms, wake channel, then per entry: id, partition, kind, topic, project id or '', body.
 * Returns: {appended, last sequence}, or {-1, epoch found or false} when this is another log.
 */
export const APPEND = defineScript(`
local state = redis.call('HMGET', KEYS[1], 'epoch', 'sequence')
if state[1] ~= ARGV[1] then return {-1, state[1]} end
local sequence = tonumber(state[2])
local first = sequence
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window = math.floor(now / tonumber(ARGV[4]))
local current = ARGV[3] .. window
local older = {}
for back = 1, 2 do
  local key = ARGV[3] .. (window - back)
  if redis.call('EXISTS', key) == 1 then older[#older + 1] = key end
end
local touched, order = {}, {}
for at = 6, #ARGV, 6 do
  local id = ARGV[at]
  local known = false
  for _, key in ipairs(older) do
    if redis.call('SISMEMBER', key, id) == 1 then known = true end
  end
  if not known and redis.call('SADD', current, id) == 1 then
    sequence = sequence + 1
    local partition = ARGV[at + 1]
    redis.call('XADD', ARGV[2] .. partition, sequence .. '-0',
      'i', id, 'k', ARGV[at + 2], 't', ARGV[at + 3], 'p', ARGV[at + 4], 'a', now, 'b', ARGV[at + 5])
    if not touched[partition] then
      touched[partition] = true
      order[#order + 1] = partition
    end
  end
end
if sequence > first then
  redis.call('HSET', KEYS[1], 'sequence', sequence)
  redis.call('PEXPIRE', current, tonumber(ARGV[4]) * 3)
  redis.call('PUBLISH', ARGV[5], table.concat(order, ','))
end
return {sequence - first, sequence}
`);

/**
 * Writes the progress of several handlers of a partition, if the lease is still held. A cursor beyond the log's sequence is that of a
 * log which was set back since: then nothing is written, as if the lease were lost.
 * KEYS: lease, cursors, meta.
 * ARGV: token, partition, ahead prefix, dirty prefix, dirty projects set, dead letter stream, number of handlers; then per handler:
 * name, cursor, number of sequences ahead, the sequences, number of marks,
 * per mark project id, entity id, sequence; number of dead letters, per letter sequence, attempts, error.
 * Returns: milliseconds the lease lasts, or 0 when it is lost.
 */
export const COMMIT = defineScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local sequence = tonumber(redis.call('HGET', KEYS[3], 'sequence') or -1)
local at = 8
for _ = 1, tonumber(ARGV[7]) do
  local handler, cursor = ARGV[at], ARGV[at + 1]
  if tonumber(cursor) > sequence then return 0 end
  local stored = redis.call('HGET', KEYS[2], handler)
  if not stored or tonumber(stored) < tonumber(cursor) then redis.call('HSET', KEYS[2], handler, cursor) end
  local ahead = ARGV[3] .. handler
  local count = tonumber(ARGV[at + 2])
  for index = 1, count do
    local sequence = ARGV[at + 2 + index]
    redis.call('ZADD', ahead, sequence, sequence)
  end
  at = at + 3 + count
  redis.call('ZREMRANGEBYSCORE', ahead, '-inf', cursor)
  local marks = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, marks do
    local dirty = ARGV[4] .. ARGV[at]
    local marked = redis.call('ZSCORE', dirty, ARGV[at + 1])
    if not marked or tonumber(marked) < tonumber(ARGV[at + 2]) then redis.call('ZADD', dirty, ARGV[at + 2], ARGV[at + 1]) end
    redis.call('SADD', ARGV[5], ARGV[at])
    at = at + 3
  end
  local letters = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, letters do
    redis.call('XADD', ARGV[6], 'MAXLEN', '~', 100000, '*',
      'handler', handler, 'partition', ARGV[2], 'sequence', ARGV[at], 'attempts', ARGV[at + 1], 'error', ARGV[at + 2])
    at = at + 3
  end
end
return redis.call('PTTL', KEYS[1])
`);

/**
 * KEYS: lease. ARGV: token.
 * Returns: milliseconds the lease lasts, or 0 when it is lost.
 */
export const CHECK_LEASE = defineScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PTTL', KEYS[1])
`);
