// Runs before an install, on whatever Node runs npm, so it must stay plain JavaScript that old versions can read.
// On an older Node than these, npm leaves out the native parts of the tools without an error.

/** Whether npm on this version of Node installs everything. */
export function isSupported(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}

if (!isSupported(process.versions.node)) {
  console.error(
    `Cannot install with Node ${process.versions.node}: npm would leave out parts of the tools; use 20.19, 22.12 or newer`,
  );
  process.exitCode = 1;
}
