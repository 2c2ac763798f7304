import { digestOf } from '../oci/digest.ts';
import type { ReferredFile } from '../util/read-file.ts';
import { BASES, checkLedger } from './bases.ts';
import { ENVIRONMENTS, readEnvironments } from './environment.ts';
import type { EnvironmentDraft } from './environment-draft.ts';
import { EVIDENCE, readEvidence } from './evidence.ts';
import { Field } from './field.ts';
import { positionAt, refuseFindings } from './findings.ts';
import { checkFormer } from './former.ts';
import type { GateSettings } from './gates/gates.ts';
import { GATE_SETS } from './gates-section.ts';
import { GITHUB, readGitHub } from './github.ts';
import { HOLDS, readFileHolds } from './holds.ts';
import { checkImages, IMAGES } from './images.ts';
import type { Environment, Pipeline } from './pipeline.ts';
import { findPrivateKey, PRIVATE_KEY_FOUND } from './public-key.ts';
import { checkRecords, RECORD } from './record.ts';
import { checkRepositories } from './repositories.ts';
import { checkRequirements } from './requirements.ts';
import { LEDGER, RETENTION, readLedger, readRetention, warnOfRetention } from './retention-policy.ts';
import { checkRoutes, HOTFIX_ROUTES, readHotfixRoutes } from './routes.ts';
import { choice, mapping, optional, refuseValue, type Shape, type ValueOf } from './shape.ts';
import { checkCallers, readSigners, type SignerFile } from './signers.ts';
import { readSigning, SIGNING } from './signing.ts';
import { parseYaml, type YamlFile } from './yaml.ts';

const version: Shape<1> = {
  schema: { type: 'number', const: 1, description: 'The version of this format.' },
  remedy: 'write "version: 1"',
  read: (value, field) =>
    value === 1 ? value : refuseValue(value, field, 'and only version 1 can be read; write "version: 1"'),
};

/** Each section of the pipeline file is a file of its own, with its shape, its reading and its checks. */
export const PIPELINE_FILE = mapping({
  kind: 'the file',
  fields: {
    version,
    images: optional(IMAGES, 'The images that the command history shows where none is asked for.'),
    record: optional(
      RECORD,
      'How promotions are recorded: "auto" signs if it can, "signed" fails if it cannot.',
      'auto',
    ),
    signing: optional(SIGNING, 'How records are signed, and who may sign them.'),
    ungoverned: optional(
      choice(['allow', 'warn', 'refuse']),
      'What becomes of promotions into repositories that no environment has: no route or signer is enforced there.',
      'warn',
    ),
    github: optional(GITHUB, 'The GitHub features that receive promotions.'),
    evidence: optional(
      EVIDENCE,
      'The signers of evidence, such as the reports of scanners, by the names for "signed-by".',
    ),
    'gate-sets': optional(GATE_SETS, 'Gates that several environments share, by the names for "use".'),
    bases: optional(BASES, 'The ledger of base images.'),
    holds: optional(HOLDS, 'Images that may not be used, or not be destroyed, whatever their records say.'),
    ledger: optional(LEDGER, 'The repositories where images that are gone can be asked for, with {image} in them.'),
    retention: optional(RETENTION, 'What holds for the retention of all environments.'),
    environments: ENVIRONMENTS,
    'hotfix-routes': optional(
      HOTFIX_ROUTES,
      'Ways around the regular routes; each use needs a reason, and the record says so.',
    ),
  },
});

interface ParseOptions {
  readonly path: string;
  /** Takes a path from the root of the repository. */
  readonly read: (path: string) => Promise<ReferredFile>;
  /** Such as `https://github.com/acme/shop`; undefined if the run's is unknown. */
  readonly repository?: string | undefined;
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    refuseFindings(path, [{ line: 1, column: 1, message: 'it is not UTF-8; save it as UTF-8' }]);
    return '';
  }
}

/** A private key is found before anything else: no other sentence may quote from it. */
function refusePrivateKey(text: string, path: string): void {
  const offset = findPrivateKey(text);
  if (offset !== undefined) refuseFindings(path, [{ ...positionAt(text, offset), message: PRIVATE_KEY_FOUND }]);
}

const BEGIN = 'begin with "version: 1" and "environments:"';

function readShape({ data }: YamlFile, root: Field): ValueOf<typeof PIPELINE_FILE> | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    const what =
      data === null || data === undefined
        ? 'empty'
        : Array.isArray(data)
          ? 'a list, not a mapping'
          : 'a single value, not a mapping';
    return root.refuse(`it is ${what}; ${BEGIN}`);
  }
  // What another version means by its keys is not known here.
  if ('version' in data && version.read(data.version, root.at('version')) === undefined) return undefined;
  return PIPELINE_FILE.read(data, root);
}

/** Reads the gates, if there are any; what is wrong is noted. */
async function readAllGates(root: Field): Promise<ReadonlyMap<string, GateSettings>> {
  if (root.notes.gates.length === 0) return new Map();
  const { readGates } = await import('./gates/gates.ts');
  return readGates(root);
}

/** Undefined without a repository that can be used, which was noted. */
function finish(draft: EnvironmentDraft): Environment | undefined {
  const { field: _, sources: __, formerly: ___, namesSigners: ____, templates, ...rest } = draft;
  const [first, ...others] = templates.map(({ template }) => template);
  return first === undefined ? undefined : { ...rest, repositories: [first, ...others] };
}

/** Parses a pipeline file, and if its shape is right, checks its meaning. @throws {InputError} with all positions. */
export async function parsePipeline(bytes: Uint8Array, { path, read, repository }: ParseOptions): Promise<Pipeline> {
  const text = decode(bytes, path);
  refusePrivateKey(text, path);
  const yaml = parseYaml(text);
  if ('findings' in yaml) {
    refuseFindings(path, yaml.findings);
    throw new Error('a text that is no YAML has no finding');
  }
  const root = new Field(yaml);
  const file = readShape(yaml, root);
  const gates = await readAllGates(root);
  refuseFindings(path, root.findings);
  if (file === undefined) throw new Error('a shape that does not fit has no finding');
  const files = new Map(
    await Promise.all([...root.notes.named].map(async (each) => [each, await read(each)] as const)),
  );
  const { images = [], record = 'auto', signing } = file;
  checkImages(images, root.at('images'));
  const signers = signing?.signers ?? [];
  const policy = readSigning(signing, root.at('signing'), { file: path, files });
  const defaults = {
    ...{ record, namesSigners: signers.length > 0 },
    signers: readSigners(signers, root.at('signing', 'signers'), files),
  };
  const drafts = readEnvironments(file.environments, root.at('environments'), { files, defaults, gates });
  const evidence = readEvidence(file.evidence, root.at('evidence'), files);
  checkLedger(file.bases?.ledger, drafts, root.at('bases', 'ledger'));
  checkRepositories(drafts, images);
  checkFormer(drafts);
  checkRoutes(drafts);
  const hotfixRoutes = readHotfixRoutes(file['hotfix-routes'], drafts, root.at('hotfix-routes'));
  const holds = readFileHolds(file.holds, drafts, root.at('holds'));
  const retention = readRetention(file.retention, drafts, root.at('retention'));
  const ledger = readLedger(file.ledger, drafts, root.at('ledger'));
  checkRecords(drafts, root);
  checkRequirements(drafts, hotfixRoutes);
  if (drafts.length === 0)
    root.at('environments').refuse('"environments" is empty; add the first one, with its "repository"');
  const placed = (list: readonly SignerFile[], at: Field) => list.map((says, index) => ({ says, field: at.at(index) }));
  const warnings = new Set([
    ...warnOfRetention(drafts),
    ...checkCallers(placed(signers, root.at('signing', 'signers')), repository),
    ...[...file.environments].flatMap(([name, { signers: own = [] }]) =>
      checkCallers(placed(own, root.at('environments', name, 'signers')), repository),
    ),
    ...checkCallers(
      [...(file.evidence ?? [])].map(([name, says]) => ({ says, field: root.at('evidence', name) })),
      repository,
      'evidence',
    ),
  ]);
  refuseFindings(path, root.findings);
  const [first, ...rest] = drafts.flatMap((draft) => finish(draft) ?? []);
  if (first === undefined) throw new Error('a file without environments has no finding');
  return {
    path,
    digest: digestOf(bytes),
    environments: [first, ...rest],
    hotfixRoutes,
    holds,
    evidence,
    baseLedger: file.bases?.ledger,
    ledger,
    retention,
    images,
    signing: policy,
    gitHub: readGitHub(file.github),
    ...(warnings.size === 0 ? {} : { warnings: [...warnings] }),
    ungoverned: file.ungoverned ?? 'warn',
  };
}
