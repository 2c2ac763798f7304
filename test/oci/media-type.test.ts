import { describe, expect, it } from 'vitest';
import {
  ACCEPT_MANIFESTS,
  bareMediaType,
  contentKind,
  DOCKER_LIST,
  DOCKER_MANIFEST,
  isForeignLayer,
  isSchema1,
  OCI_EMPTY,
  OCI_INDEX,
  OCI_MANIFEST,
} from '../../src/oci/media-type.ts';

describe('contentKind', () => {
  it.each([
    [OCI_INDEX, 'index'],
    [DOCKER_LIST, 'index'],
    [OCI_MANIFEST, 'manifest'],
    [DOCKER_MANIFEST, 'manifest'],
    [`${OCI_INDEX.toUpperCase()} ; charset=utf-8`, 'index'],
    [OCI_EMPTY, 'blob'],
    ['application/vnd.unknown', 'blob'],
    ['', 'blob'],
  ])('takes %s for a %s', (mediaType, kind) => {
    expect(contentKind(mediaType)).toBe(kind);
  });
});

describe('bareMediaType', () => {
  it.each([
    ['application/json; charset=utf-8', 'application/json'],
    [' Application/JSON ', 'application/json'],
    [';', ''],
  ])('reads %s', (text, expected) => {
    expect(bareMediaType(text)).toBe(expected);
  });
});

describe('isSchema1', () => {
  it.each([
    ['application/vnd.docker.distribution.manifest.v1+json', true],
    ['application/vnd.docker.distribution.manifest.v1+prettyjws', true],
    [DOCKER_MANIFEST, false],
    [OCI_MANIFEST, false],
  ])('judges %s', (mediaType, expected) => {
    expect(isSchema1(mediaType)).toBe(expected);
  });
});

describe('isForeignLayer', () => {
  it.each([
    ['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', true],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', true],
    ['application/vnd.oci.image.layer.v1.tar+gzip', false],
  ])('judges %s', (mediaType, expected) => {
    expect(isForeignLayer(mediaType)).toBe(expected);
  });
});

it('asks for the types of manifests that are known, and for nothing that makes a registry convert them', () => {
  expect(ACCEPT_MANIFESTS.split(', ')).toEqual([
    ...[OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST],
    'application/vnd.oci.artifact.manifest.v1+json',
    'application/vnd.cncf.oras.artifact.manifest.v1+json',
  ]);
});
