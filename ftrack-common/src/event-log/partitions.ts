/**
 * The partition of a project: FNV-1a over the id's UTF-16 code units, modulo the number of project partitions.
 * Part of the log's format: it must answer the same in every process that uses one log.
 *
 * @param projectId ftrack project id; null (no project) belongs to the global partition, whose number is `partitions`.
 */
export function partitionOf(projectId: string | null, partitions: number): number {
  if (projectId === null) return partitions;
  let hash = 0x811c9dc5;
  for (let index = 0; index < projectId.length; index += 1) {
    hash = Math.imul(hash ^ projectId.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % partitions;
}
