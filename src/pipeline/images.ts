import { quote } from '../util/safe-text.ts';
import type { Field } from './field.ts';
import { list, text } from './shape.ts';
import { isImageName } from './templates.ts';

/** The images that `history` shows; so many are a large organisation's, and each is asked for at registries. */
export const IMAGES = list(text({ kind: 'image', example: 'its name, such as shop/app' }), {
  kind: 'list of images',
  example: 'it as [shop/app, shop/web]',
  most: 10_000,
});

/** Checks that images are names, each once. */
export function checkImages(images: readonly string[], field: Field): void {
  const seen = new Set<string>();
  images.forEach((image, index) => {
    const at = field.at(index);
    if (/[:@]/.test(image)) at.refuse(`the image ${quote(image)} has a tag or digest; write only its name`);
    else if (!isImageName(image)) {
      at.refuse(`${quote(image)} is not the name of an image; use lower-case words joined by "/", ".", "_" or "-"`);
    } else if (seen.has(image)) at.refuse(`the image ${quote(image)} is listed twice; remove one of them`);
    seen.add(image);
  });
}
