export { DirtyMarks, type TakenMark } from './dirty-marks.ts';
export { type JobLease, LeaseLostError } from './lease.ts';
export {
  PartitionDrains,
  type PartitionDrainsEvents,
  type PartitionDrainsOptions,
} from './partition-drains.ts';
export {
  ProjectJobs,
  type ProjectJobsEvents,
  type ProjectJobsOptions,
  type ProjectRun,
} from './project-jobs.ts';
