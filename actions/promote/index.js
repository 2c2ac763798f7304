// Written by "npm run docs" from src/faces.
globalThis[Symbol.for('sealift.command')] = 'promote';
import('../../dist/index.js');
