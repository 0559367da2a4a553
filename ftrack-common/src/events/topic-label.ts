/** Topics that are counted by name. Anybody may publish any topic, so all others are counted as one. */
const NAMED_TOPICS: ReadonlySet<string> = new Set([
  'ftrack.update',
  'ftrack.action.discover',
  'ftrack.action.launch',
  'ftrack.action.trigger-user-interface',
  'ftrack.meta.reply',
  'ftrack.location.component-added',
  'ftrack.location.component-removed',
  'ftrack.location.request-resolve',
  'ftrack.dynamic-enumerator',
  'ayon.ftrack.hint',
  'ayon.ftrack.gap',
  'ayon.ftrack.reconcile',
  'ayon.ftrack.sync.requested',
  'ayon.ftrack.sync.switched-on',
]);

/** A topic as the label of a metric: its name, or `other`. */
export function topicLabel(topic: string): string {
  return NAMED_TOPICS.has(topic) ? topic : 'other';
}
