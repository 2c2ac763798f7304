// Runs with an install, on whatever Node runs npm, so it must stay plain JavaScript that old versions can read.
// On an older Node than these, npm leaves out the native parts of the tools without an error.

/** Whether npm on this version of Node installs everything. */
function isSupported(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}

// npm names the Node that runs it here; this process runs on the one that was just installed, by the PATH of scripts.
const [, version = process.versions.node] = /\bnode\/v([0-9.]+)/.exec(process.env.npm_config_user_agent ?? '') ?? [];

if (!isSupported(version)) {
  console.error(
    `Cannot install with Node ${version}: npm leaves out parts of the tools there; use 20.19, 22.12 or newer, and install again`,
  );
  process.exitCode = 1;
}
