import { buildx } from './buildx.ts';
import { crane } from './crane.ts';
import { oras } from './oras.ts';
import { regctl, regsync } from './regclient.ts';
import { sealift, sealiftDefaults } from './sealift.ts';
import { shell } from './shell.ts';
import { skopeo } from './skopeo.ts';
import type { Tool } from './tool.ts';

/** All tools that the bench knows, in the order of the tables. */
export const TOOLS: readonly Tool[] = [sealift, sealiftDefaults, crane, regctl, regsync, oras, skopeo, buildx, shell];
