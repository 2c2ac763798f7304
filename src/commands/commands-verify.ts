import { handOver, throwWorst } from '../action/write-results.ts';
import { openClients } from '../clients/open.ts';
import { PolicyError } from '../errors.ts';
import type { VerifyInputs } from '../inputs/verify.ts';
import { openVerifier } from '../records/verifier.ts';
import { renderVerifySummary } from '../report/verification.ts';
import { concludeVerification, isRefused, narrateVerification, type VerifyReport } from '../report/verify-report.ts';
import { eachAtMost } from '../util/each-at-most.ts';
import type { CommandContext } from './context.ts';
import { openReaders, verifyPlace } from './verify.ts';

/** So many images are verified at the same time. */
const IMAGES_AT_ONCE = 16;

/** Names what is not proven. */
function refuse(report: VerifyReport): PolicyError {
  const [failed, ...others] = report.images.filter(isRefused);
  const broken = failed?.links.find(({ kind }) => kind === 'broken');
  const more = others.length > 0 ? `, and ${others.length} more are not proven either` : '';
  const cure = failed?.cure ?? 'promote it by Sealift through every environment, or take an image that was';
  return new PolicyError(
    `Cannot verify ${failed?.reference}: ${broken?.sentence ?? 'its chain is broken'}${more}; ${cure}`,
  );
}

/**
 * Runs `command: verify`: walks the records of images back to where they were built, and says of each link what it is.
 *
 * Nothing is written to a registry.
 *
 * @throws {PolicyError} where the way of an image is not proven, after report and summary are written.
 */
export async function runVerify(inputs: VerifyInputs, context: CommandContext): Promise<void> {
  const { environment, logger, now } = context;
  const { insecureRegistries, trustedAuthHosts, pipeline, places } = inputs;
  await using opener = await openClients({ environment, logger, insecureRegistries, trustedAuthHosts });
  const verify = await openVerifier(pipeline, now);
  const verification = { inputs, now, verify, clientOf: openReaders(opener, inputs) };
  const images = await eachAtMost(IMAGES_AT_ONCE, places, (place) => verifyPlace(place, verification));
  const report: VerifyReport = {
    command: 'verify',
    verified: images.every(({ verified }) => verified),
    images,
    policy: pipeline.digest,
    requests: opener.requests,
    milliseconds: Date.now() - now.getTime(),
  };
  narrateVerification(report).forEach(logger.info);
  const outputs = new Map([
    ['digest', images.map(({ digest }) => digest).join('\n')],
    ['verified', String(report.verified)],
    ['report', JSON.stringify(report)],
  ]);
  const failure = handOver({ outputs, summary: renderVerifySummary(report) }, context);
  const isProven = !images.some(isRefused);
  if (isProven) logger.info(concludeVerification(report));
  throwWorst(isProven ? undefined : refuse(report), failure, logger);
}
