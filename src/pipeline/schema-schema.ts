import * as z from 'zod/mini';
import { environment, environmentName, recordPolicy } from './environment-schema.ts';
import { list, mapping, named, optional, text } from './schema.ts';
import { signing } from './signing-schema.ts';

/** So many images are a large organisation's; each is asked for at registries. */
const MAX_IMAGES = 10_000;

/** The environments that a file may have, and the hotfix routes. */
export const MOST_ENVIRONMENTS = 100;

const place = z.literal(['off', 'on', 'required', true, false]);

const gitHub = mapping('"github"', {
  deployments: optional(
    place,
    'Whether each promotion is a deployment at GitHub; "required" makes a failure there the run\'s.',
    'off',
  ),
  attestations: optional(place, 'Whether records go to the attestations API of GitHub as well.', 'off'),
  'storage-records': optional(place, 'Whether GitHub is told where the image is stored.', 'off'),
});

const hotfixRoute = mapping('a hotfix route', {
  from: environmentName.check(z.meta({ description: 'The environment that images come from.' })),
  to: environmentName.check(z.meta({ description: 'The environment that they go to.' })),
});

/** The pipeline file: the one definition, for the check and for editors. */
export const PIPELINE_FILE = mapping('the file', {
  version: z.literal(1).check(z.meta({ description: 'The version of this format.' })),
  images: optional(
    list(text({ kind: 'image', example: 'its name, such as shop/app' }), {
      kind: 'list of images',
      example: 'it as [shop/app, shop/web]',
      most: MAX_IMAGES,
    }),
    'The images that the command history shows where none is asked for.',
  ),
  record: optional(
    recordPolicy,
    'How promotions are recorded: "auto" signs where that can be done, "signed" fails where not.',
    'auto',
  ),
  signing: optional(signing, 'How records are signed, and who may sign them.'),
  ungoverned: optional(
    z.enum(['allow', 'warn', 'refuse']),
    'What becomes of promotions into repositories that no environment has: no route and no signer is asked for there.',
    'warn',
  ),
  github: optional(gitHub, 'The places at GitHub that hear of promotions.'),
  environments: named(environment, {
    kind: 'mapping of environments',
    example: 'the name of each with its "repository" below it',
  }).check(z.meta({ description: 'The environments, in order of promotion.', minProperties: 1 })),
  'hotfix-routes': optional(
    named(hotfixRoute, { kind: 'mapping of routes', example: 'the name of each with "from" and "to" below it' }),
    'Ways around the regular routes; each use needs a reason, and the record says so.',
  ),
});

/** What the pipeline file says when its shape is right. */
export type PipelineFile = z.output<typeof PIPELINE_FILE>;
