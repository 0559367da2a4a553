import type { JsonObject } from '../json.ts';

/** A picture of a project. */
export interface Thumbnail {
  id: string;
  mime: string;
  bytes: Buffer;
  createdAt: string;
}

/** A file of a project. */
export interface StoredFile {
  id: string;
  name: string;
  mime: string;
  bytes: Buffer;
  author: string;
  createdAt: string;
}

/** A picture or video of a version that can be reviewed. */
export interface Reviewable {
  versionId: string;
  fileId: string;
  activityId: string;
  filename: string;
  label: string | null;
  mimetype: string;
  availability: 'ready' | 'conversionRecommended';
  mediaInfo: JsonObject;
  createdAt: string;
  author: JsonObject;
}
