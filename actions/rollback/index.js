// Written by "npm run docs" from src/faces.
globalThis[Symbol.for('sealift.command')] = 'rollback';
import('../../dist/index.js');
