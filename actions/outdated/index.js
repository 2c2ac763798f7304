// Written by "npm run docs" from src/faces.
globalThis[Symbol.for('sealift.command')] = 'outdated';
import('../../dist/index.js');
