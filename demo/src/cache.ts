import { exports } from "./native.ts";
import { Thumbnail } from "./thumbnail.ts";

const thumbnails = new Map<string, Thumbnail>();
const masks = new Map<string, number>();

/** The thumbnail of `file`, made anew when the file has changed. */
export function thumbnailOf(file: string, changed = false): Thumbnail {
  let thumbnail = thumbnails.get(file);
  if (!thumbnail || changed) {
    thumbnail = new Thumbnail(64);
    thumbnails.set(file, thumbnail);
  }
  return thumbnail;
}

/** The selection mask of `file`. */
export function maskOf(file: string): void {
  const mask = exports._Image__constructor(64, 64);
  masks.set(file, mask);
}
