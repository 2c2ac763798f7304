// rolldown.config.ts?on-first-call=child_process
const execFile = (...given) => process.getBuiltinModule("node:child_process").execFile(...given);
export { execFile as t };
