import { IMAGE_TEXTS } from './image-texts.ts';
import type { InputName } from './inputs.ts';
import { RUN_TEXTS } from './run-texts.ts';
import { TAG_TEXTS } from './tag-texts.ts';
import type { InputText } from './text.ts';

/** What each input does. The compiler names an input that has no text. */
export const INPUT_TEXTS: Readonly<Record<InputName, InputText>> = { ...IMAGE_TEXTS, ...TAG_TEXTS, ...RUN_TEXTS };
