// Written by "npm run docs" from src/faces.
globalThis[Symbol.for('sealift.command')] = 'check';
import('../../dist/index.js');
