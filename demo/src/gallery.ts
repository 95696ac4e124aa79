import { maskOf, thumbnailOf } from "./cache.ts";
import { Counter } from "./counter.ts";
import { Picture } from "./picture.ts";
import { Detail, Thumbnail } from "./thumbnail.ts";

const screen = new EventTarget();

/** An afternoon with a picture viewer. */
export function browse(): void {
  using opened = new Counter(0);

  for (let page = 0; page < 5; page++) {
    const picture = new Picture(screen, 256, 256);
    picture.paint(0x202020ff);
    picture.close();
    opened.add(1);
  }

  for (const file of ["cat.png", "dog.png", "owl.png"]) {
    thumbnailOf(file);
    maskOf(file);
  }
  thumbnailOf("cat.png", true);

  const selected = new Thumbnail(64);
  const detail = new Detail(selected);
  detail.paint(0x80ff80ff);
  selected.close();
  selected.close();
}
