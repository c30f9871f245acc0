import { Controller } from '@nestjs/common';
import { In } from 'typeorm';
import { PathwayProgram } from '../entities/pathway-program.entity.js';
import { Pathway } from '../entities/pathway.entity.js';
import { PathwayAnswer, PathwayPage, PathwayBody } from './catalog.dto.js';
import { entriesController } from './entries-controller.js';
import { type EntryKind, references } from './entry-kind.js';

const PATHWAYS: EntryKind<Pathway, PathwayBody, PathwayAnswer> = {
  one: 'a pathway',
  many: 'pathways',
  example: 'de0f0000-0000-4000-8000-000000000001',
  entity: Pathway,
  body: PathwayBody,
  answer: PathwayAnswer,
  listEnvelope: PathwayPage,

  async answersOf(pathways, manager) {
    const links = await manager.find(PathwayProgram, {
      where: { pathwayId: In(pathways.map(({ id }) => id)) },
      relations: { program: true },
      order: { programId: 'ASC' },
    });
    return pathways.map(({ id, uuid, name, orgName, email, pathwayType, status, updatedAt }) => ({
      uuid,
      id,
      name,
      org_name: orgName,
      email,
      pathway_type: pathwayType,
      status,
      programs: links.filter((link) => link.pathwayId === id).map((link) => link.program!.uuid),
      updated_at: updatedAt,
    }));
  },

  describe: (uuid, { programs, email, ...rest }) => ({
    pathways: [{ uuid, ...rest, email: email ?? '', programs: references(programs) }],
  }),
};

/** Institutions that recognise programs. */
@Controller('api/v2/admin/pathways')
export class PathwaysController extends entriesController(PATHWAYS) {}
