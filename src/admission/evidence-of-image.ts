import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { InputError } from '../errors.ts';
import { type InlineStatement, readAttested, readInline } from '../evidence/attested.ts';
import { type BaseAccess, type FoundBases, readBases } from '../evidence/bases.ts';
import { readReportFiles, readRuleFile } from '../evidence/files.ts';
import { parseEvidence, present, type Reading } from '../evidence/formats/document.ts';
import type { CheckRun, WorkflowRun } from '../evidence/formats/github-runs.ts';
import { parseKnownExploited } from '../evidence/formats/known-exploited.ts';
import { PROVENANCE_TYPES, type Provenance } from '../evidence/formats/provenance.ts';
import { type GitHubAccess, readCheckRuns, readWorkflowRuns } from '../evidence/github-checks.ts';
import { readAccounts, readRunApprovals } from '../evidence/github-people.ts';
import { readHarborScan } from '../evidence/harbor.ts';
import type { EvidenceRun } from '../evidence/run.ts';
import type { EvidenceSigners, FoundStatement } from '../evidence/statement.ts';
import type { ReportCandidate } from '../policy/gates/choose-report.ts';
import { type EvidenceNeed, type ImageFacts, judgedPlatforms } from '../policy/gates/gate.ts';
import { configOf } from '../policy/gates/image-config.ts';
import type { BaseLineage } from '../policy/gates/lineage.ts';
import { parseStructureTest } from '../policy/gates/structure-test.ts';
import type { TestEvidence } from '../policy/gates/tests.ts';
import { parseWaivers } from '../policy/gates/waivers.ts';
import { findCures, lineagesOf, mayCure } from './cures.ts';
import { type FactsSource, listPlatformNodes, readFacts } from './facts.ts';
import type { EvidenceSource } from './gates.ts';
import { pickNeeds, provenanceSigners, usesOf } from './needs.ts';

/** What evidence of all images is gathered with. */
export interface EvidenceContext {
  readonly run: EvidenceRun;
  readonly environment: string;
  /** What all gates of the environment need. */
  readonly needs: readonly EvidenceNeed[];
  readonly now: Date;
  readonly signers: EvidenceSigners;
  readonly openVerifier: () => Promise<BundleVerifier>;
  readonly bases: BaseAccess;
  readonly github: GitHubAccess;
  /** The number of this run. */
  readonly runId: string | undefined;
  readonly reason: string | undefined;
  /** The root of the checkout, where the pipeline file's neighbours are. */
  readonly root: string;
  /** The input `evidence-files`. */
  readonly evidenceFiles: readonly string[];
  /** The hotfix routes into the environment that skip windows. */
  readonly routes: readonly string[];
}

/** The commit that an image was built from; `isProven` if signed provenance says so. */
type Revision = NonNullable<TestEvidence['revision']>;

const [REVISION, BASE_NAME, BASE_DIGEST] = ['revision', 'base.name', 'base.digest'].map(
  (name) => `org.opencontainers.image.${name}`,
) as [string, string, string];

/** Finds the value of a label: of the index, else of the platform's manifest, else of its config. */
function labelOf(image: ImageFacts, key: string): string | undefined {
  for (const platform of judgedPlatforms(image)) {
    const config = configOf(platform);
    const label = config.kind === 'read' ? config.value.labels.get(key) : undefined;
    const value = image.annotations.get(key) ?? platform.annotations.get(key) ?? label;
    if (value !== undefined && value !== '') return value;
  }
  return image.annotations.get(key);
}

/** Makes what is asked for once, when it is asked for. */
function lazy<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}

/** Gathers what gates judge of one image, each thing once and only if a gate asks for it. */
export function openEvidence(context: EvidenceContext, image: FactsSource): EvidenceSource {
  const { run, needs, now, environment } = context;

  /** Whether the commit of the image has to be known. */
  const asksRevision =
    pickNeeds(needs, 'check-runs').length > 0 ||
    pickNeeds(needs, 'workflow-runs').length > 0 ||
    pickNeeds(needs, 'accounts').some(({ roles }) => roles.some((role) => role !== 'actor')) ||
    pickNeeds(needs, 'attestations').some(({ what }) => what === 'test-results' || what === 'statements');
  const withConfigs = pickNeeds(needs, 'configs').length > 0 || pickNeeds(needs, 'bases').length > 0 || asksRevision;
  const facts = lazy(() => readFacts(run, image, { environment, withConfigs }));

  const attested = lazy(async (): Promise<readonly FoundStatement[]> => {
    if (pickNeeds(needs, 'attestations').length === 0) return [];
    const platforms = listPlatformNodes(image.graph).map(({ node }) => node.descriptor.digest);
    return readAttested(run, image, platforms, {
      signers: context.signers,
      openVerifier: context.openVerifier,
      usesOf: (type) => usesOf(needs, type),
    });
  });

  const inline = lazy(async (): Promise<readonly InlineStatement[]> => {
    if (pickNeeds(needs, 'inline-attestations').length === 0) return [];
    const isProvenance = (type: string) => PROVENANCE_TYPES.some((each) => each === type);
    return readInline(run, image, {
      signers: new Map(),
      openVerifier: async () => () => ({ kind: 'rejected', reason: 'it is not signed' }),
      usesOf: (type) => (isProvenance(type) ? ['provenance', ...usesOf(needs, type)] : usesOf(needs, type)),
    });
  });

  // Statements have the longest way, so they are asked for first; whoever needs them is told of what goes wrong.
  attested().catch(() => undefined);

  /** All statements about the image, wherever they are. */
  const statements = lazy(async () => {
    const [signed, beside] = await Promise.all([attested(), inline()]);
    return [...signed, ...beside.map(({ statement }) => statement)];
  });

  /** What signed provenance says of the image. */
  const provenance = lazy(async (): Promise<readonly Provenance[]> => {
    const signers = provenanceSigners(needs);
    if (signers.size === 0) return [];
    const [found, { digest, platforms }] = await Promise.all([attested(), facts()]);
    const digests = new Set([digest, ...platforms.map((each) => each.digest)]);
    return found.flatMap(({ signature, subjects, content }) => {
      const isSigned = signature.kind === 'signed' && signature.signers.some((name) => signers.has(name));
      const isAbout = subjects.some((subject) => digests.has(subject));
      return isSigned && isAbout && content.provenance?.kind === 'read' ? [content.provenance.value] : [];
    });
  });

  const revision = lazy(async (): Promise<Revision | undefined> => {
    const proven = new Set((await provenance()).flatMap((each) => present(each.revision)));
    const [first, ...others] = proven;
    // Of two commits, neither is known to be the one.
    if (others.length > 0) return undefined;
    const commit = first ?? labelOf(await facts(), REVISION);
    return commit === undefined ? undefined : { commit, isProven: first !== undefined };
  });

  const bases = lazy(async (): Promise<FoundBases> => {
    const asked = pickNeeds(needs, 'bases');
    const platforms = facts().then((known) =>
      judgedPlatforms(known).map((platform) => {
        const config = configOf(platform);
        return { platform: platform.platform, diffIds: config.kind === 'read' ? config.value.diffIds : [] };
      }),
    );
    const hintOf = (value: (key: string) => string | undefined) => {
      const [name, digest] = [value(BASE_NAME), value(BASE_DIGEST)];
      return name === undefined || digest === undefined ? undefined : { name, digest };
    };
    // What annotations say is known before the configs are.
    const annotations = image.graph.nodes.get(image.graph.root)?.manifest.annotations;
    const annotated = hintOf((key) => annotations?.get(key));
    const labelled = async () => {
      const known = await facts();
      return hintOf((key) => labelOf(known, key));
    };
    return readBases(
      run,
      context.bases,
      { platforms, hint: annotated === undefined ? labelled() : Promise.resolve(annotated) },
      {
        allow: asked.flatMap(({ allow }) => allow),
        deny: asked.flatMap(({ deny }) => deny),
        signed: asked.flatMap(({ signed }) => signed),
        countsNewer: asked.some(({ countsNewer }) => countsNewer),
      },
    );
  });

  /** The bases of the platforms, where the gate of bases has found them: for the cure of what they bring. */
  const lineages = lazy(async (): Promise<ReadonlyMap<string, BaseLineage>> => {
    if (pickNeeds(needs, 'bases').length === 0) return new Map();
    const [known, found] = await Promise.all([facts(), bases().catch(() => undefined)]);
    return lineagesOf(known, found?.bases ?? []);
  });

  /** Reads a file of rules; one that is missing is the gate's to refuse, with why. */
  const readRules = async (path: string): Promise<string> => {
    const file = await readRuleFile(run, context.root, path);
    if (file.kind === 'read') return Buffer.from(file.bytes).toString('utf8');
    throw new InputError({ what: `read ${path}`, reason: file.reason, remedy: 'add the file, or correct its path' });
  };

  const readReports = async (from: ReportCandidate['from']): Promise<readonly ReportCandidate[]> => {
    const unsigned = { signature: { kind: 'unsigned' }, from } as const;
    switch (from) {
      case 'attestation':
        return (await statements()).flatMap(({ content, ...each }) =>
          content.report === undefined ? [] : [{ ...each, from, report: content.report }],
        );
      case 'registry': {
        const scans = await Promise.all(
          listPlatformNodes(image.graph).map(({ node }) => readHarborScan(run, image, node.descriptor.digest)),
        );
        return scans.map(({ subject, ...scan }) => ({ ...unsigned, ...scan, subjects: [subject] }));
      }
      case 'file': {
        const files = await readReportFiles(run, context.evidenceFiles);
        return files.map((file) => ({ ...unsigned, ...file, subjects: [] }));
      }
    }
  };

  const readRuns = async (commit: string | undefined): Promise<Pick<TestEvidence, 'checkRuns' | 'workflowRuns'>> => {
    const [checks, workflows] = [pickNeeds(needs, 'check-runs'), pickNeeds(needs, 'workflow-runs')];
    if (commit === undefined) return { checkRuns: undefined, workflowRuns: undefined };
    const [checkRuns, ...lists] = await Promise.all([
      checks.length === 0 ? undefined : readCheckRuns(run, context.github, commit, checks),
      ...[...new Set(workflows.map(({ workflow }) => workflow))].map((workflow) => {
        return readWorkflowRuns(run, context.github, commit, workflow);
      }),
    ] as [Promise<Reading<readonly CheckRun[]>> | undefined, ...Promise<Reading<readonly WorkflowRun[]>>[]]);
    const failed = lists.find((each) => each.kind !== 'read');
    const all = lists.flatMap((each) => (each.kind === 'read' ? each.value : []));
    const workflowRuns = workflows.length === 0 ? undefined : (failed ?? { kind: 'read' as const, value: all });
    return { checkRuns, workflowRuns };
  };

  const approvals = () => readRunApprovals(run, context.github, context.runId);

  return {
    async vulnerabilities({ from, waivers, maxWaiver, vex, knownExploitedList }) {
      const [known, reports, all, ledger, waiverText, exploitedText] = await Promise.all([
        facts(),
        readReports(from),
        vex === undefined ? [] : statements(),
        lineages(),
        waivers === undefined ? undefined : readRules(waivers),
        knownExploitedList === undefined ? undefined : readRules(knownExploitedList),
      ]);
      return {
        image: known,
        reports,
        vex: all.flatMap(({ content, ...each }) =>
          content.vex === undefined ? [] : [{ ...each, statements: content.vex }],
        ),
        waivers:
          waivers === undefined || waiverText === undefined
            ? undefined
            : parseWaivers(waiverText, { path: waivers, now, maxWaiver }),
        knownExploited:
          exploitedText === undefined ? undefined : parseKnownExploited(parseEvidence(Buffer.from(exploitedText))),
        bases: ledger,
      };
    },

    async cure(settings, evidence, result) {
      if (!mayCure(result, evidence)) return undefined;
      const { signers, openVerifier } = context;
      const reports = { run, now, signers, openVerifier, open: context.bases.open };
      const signed = pickNeeds(needs, 'bases').flatMap((need) => need.signed);
      return { ...evidence, bases: await findCures(evidence.image, await bases(), settings, { reports, signed }) };
    },

    async base() {
      const [known, found] = await Promise.all([facts(), bases()]);
      const name = labelOf(known, BASE_NAME);
      const names = judgedPlatforms(known).map(({ platform }) => platform);
      return {
        image: known,
        bases: found.bases,
        ledger: found.ledger,
        unknownDenied: found.unknownDenied,
        hints: new Map(name === undefined ? [] : names.map((platform) => [platform, name])),
      };
    },

    async config({ structureTest }) {
      const [known, beside, text] = await Promise.all([
        facts(),
        inline(),
        structureTest === undefined ? undefined : readRules(structureTest),
      ]);
      const byPlatform = judgedPlatforms(known).map(({ platform, digest }) => {
        const own = beside.filter((each) => each.platform === undefined || each.platform === digest);
        return [platform, present(...own.map(({ statement }) => statement.content.provenance))] as const;
      });
      return {
        image: known,
        structureTest:
          structureTest === undefined || text === undefined ? undefined : parseStructureTest(text, structureTest),
        provenance: new Map(byPlatform),
      };
    },

    async labels() {
      return { image: await facts() };
    },

    async attestations() {
      const [known, all] = await Promise.all([facts(), statements()]);
      return {
        image: known,
        statements: all.map(({ content, ...each }) => ({ ...each, provenance: content.provenance })),
        revision: labelOf(known, REVISION),
      };
    },

    async licences() {
      const [known, all] = await Promise.all([facts(), statements()]);
      const boms = all.flatMap(({ content, ...each }) =>
        content.licences === undefined ? [] : [{ ...each, licences: content.licences }],
      );
      return { image: known, boms };
    },

    async tests() {
      const [known, all, built] = await Promise.all([facts(), statements(), revision()]);
      const results = all.flatMap(({ content, ...each }) =>
        content.result === undefined ? [] : [{ ...each, result: content.result }],
      );
      return { image: known, results, revision: built, ...(await readRuns(built?.commit)) };
    },

    async windows() {
      return { routes: context.routes };
    },

    async people({ not }) {
      const asksCommit = not.some((role) => role !== 'actor');
      const [built, found] = await Promise.all([asksCommit ? revision() : undefined, asksCommit ? provenance() : []]);
      const builder = found.flatMap(({ invocationId }) => present(invocationId))[0];
      const people = { runId: context.runId, commit: built?.commit, builder };
      const [reading, roles] = await Promise.all([approvals(), readAccounts(run, context.github, people, not)]);
      return {
        approvers:
          reading.kind === 'read' ? reading.value.flatMap(({ by, isPerson }) => (isPerson ? by : [])) : undefined,
        roles,
      };
    },

    async change({ in: sources }) {
      const reading = sources.includes('approval') ? await approvals() : undefined;
      const comments = reading?.kind === 'read' ? reading.value.map(({ comment }) => comment) : undefined;
      return { reason: context.reason, approvalComments: comments };
    },
  };
}
