// Written by "npm run docs" from src/faces.
globalThis[Symbol.for('sealift.command')] = 'hold';
import('../../dist/index.js');
