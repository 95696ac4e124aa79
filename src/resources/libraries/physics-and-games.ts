import type { CLibrary } from "./library.ts";

/** Physics engines, navigation, emulators, engines of games. */
export const physicsAndGames: readonly CLibrary[] = [
  {
    name: "MuJoCo",
    families: [
      { acquire: "mj_loadXML mj_loadModel mj_compile mj_copyModel", release: "mj_deleteModel" },
      { acquire: "mj_makeData mj_copyData", release: "mj_deleteData" },
      { acquire: "mj_makeSpec mj_parseXML mj_parseXMLString mj_copySpec", release: "mj_deleteSpec" },
      { acquire: "mju_malloc", release: "mju_free" },
    ],
    lends: "mj_id2name mj_versionString",
    reads: "mj_makeData mj_loadXML mj_loadModel",
  },
  {
    name: "Chipmunk2D",
    families: [
      { acquire: "cpSpaceNew cpHastySpaceNew", release: "cpSpaceFree cpHastySpaceFree" },
      { acquire: "cpBodyNew cpBodyNewKinematic cpBodyNewStatic", release: "cpBodyFree" },
      {
        acquire: "cpCircleShapeNew cpSegmentShapeNew cpPolyShapeNew cpPolyShapeNewRaw cpBoxShapeNew cpBoxShapeNew2",
        release: "cpShapeFree",
      },
      {
        acquire: `cpPinJointNew cpSlideJointNew cpPivotJointNew cpPivotJointNew2 cpGrooveJointNew cpDampedSpringNew
          cpDampedRotarySpringNew cpRotaryLimitJointNew cpRatchetJointNew cpGearJointNew cpSimpleMotorNew`,
        release: "cpConstraintFree",
      },
    ],
    lends:
      "cpSpaceGetStaticBody cpSpaceAddShape cpSpaceAddBody cpSpaceAddConstraint cpShapeGetBody cpShapeGetSpace cpBodyGetSpace",
    keeps: "cpSpaceAddShape@1 cpSpaceAddBody@1 cpSpaceAddConstraint@1",
    reads:
      "cpCircleShapeNew cpSegmentShapeNew cpPolyShapeNew cpBoxShapeNew cpPinJointNew cpSlideJointNew cpPivotJointNew cpDampedSpringNew",
  },
  {
    name: "ODE",
    families: [
      { acquire: "dWorldCreate", release: "dWorldDestroy" },
      { acquire: "dBodyCreate", release: "dBodyDestroy" },
      {
        acquire: "dSimpleSpaceCreate dHashSpaceCreate dQuadTreeSpaceCreate dSweepAndPruneSpaceCreate",
        release: "dSpaceDestroy",
      },
      { acquire: "dJointGroupCreate", release: "dJointGroupDestroy" },
      { acquire: "dGeomTriMeshDataCreate", release: "dGeomTriMeshDataDestroy" },
    ],
    // A world destroys its bodies and a space its shapes.
    lends: "dCreateSphere dCreateBox dCreatePlane dCreateCylinder dCreateCapsule dCreateTriMesh",
  },
  {
    name: "Newton Dynamics",
    families: [
      { acquire: "NewtonCreate", release: "NewtonDestroy" },
      {
        acquire:
          "NewtonCreateSphere NewtonCreateBox NewtonCreateConvexHull NewtonCreateTreeCollision NewtonCreateCylinder NewtonCreateCapsule",
        release: "NewtonDestroyCollision",
      },
    ],
  },
  {
    name: "Bullet (C API)",
    families: [
      { acquire: "plNewBulletSdk", release: "plDeletePhysicsSdk" },
      { acquire: "plCreateDynamicsWorld", release: "plDeleteDynamicsWorld" },
      { acquire: "plCreateRigidBody", release: "plDeleteRigidBody" },
      {
        acquire:
          "plNewSphereShape plNewBoxShape plNewCapsuleShape plNewConeShape plNewCylinderShape plNewCompoundShape plNewConvexHullShape",
        release: "plDeleteShape",
      },
    ],
  },
  {
    name: "Recast and Detour",
    families: [
      { acquire: "rcAllocHeightfield", release: "rcFreeHeightField rcFreeHeightfield" },
      { acquire: "rcAllocCompactHeightfield", release: "rcFreeCompactHeightfield" },
      { acquire: "rcAllocContourSet", release: "rcFreeContourSet" },
      { acquire: "rcAllocPolyMesh", release: "rcFreePolyMesh" },
      { acquire: "rcAllocPolyMeshDetail", release: "rcFreePolyMeshDetail" },
      { acquire: "dtAllocNavMesh", release: "dtFreeNavMesh" },
      { acquire: "dtAllocNavMeshQuery", release: "dtFreeNavMeshQuery" },
      { acquire: "dtAllocCrowd", release: "dtFreeCrowd" },
      { acquire: "dtAllocTileCache", release: "dtFreeTileCache" },
    ],
  },
  {
    name: "mGBA, SameBoy",
    families: [
      { acquire: "mCoreCreate mCoreFind mCoreFindVF", release: "mCoreDestroy" },
      { acquire: "GB_alloc", release: "GB_dealloc" },
    ],
  },
  {
    name: "flecs",
    families: [
      { acquire: "ecs_init ecs_mini", release: "ecs_fini" },
      { acquire: "ecs_query_init", release: "ecs_query_fini" },
    ],
  },
  {
    name: "Spine runtime (C)",
    families: [
      { acquire: "spAtlas_create spAtlas_createFromFile", release: "spAtlas_dispose" },
      { acquire: "spSkeletonJson_create spSkeletonJson_createWithLoader", release: "spSkeletonJson_dispose" },
      { acquire: "spSkeletonBinary_create spSkeletonBinary_createWithLoader", release: "spSkeletonBinary_dispose" },
      {
        acquire:
          "spSkeletonJson_readSkeletonData spSkeletonJson_readSkeletonDataFile spSkeletonBinary_readSkeletonData spSkeletonBinary_readSkeletonDataFile",
        release: "spSkeletonData_dispose",
      },
      { acquire: "spSkeleton_create", release: "spSkeleton_dispose" },
      { acquire: "spAnimationStateData_create", release: "spAnimationStateData_dispose" },
      { acquire: "spAnimationState_create", release: "spAnimationState_dispose" },
      { acquire: "spine_atlas_load", release: "spine_atlas_dispose" },
      {
        acquire: "spine_skeleton_data_load_json spine_skeleton_data_load_binary",
        release: "spine_skeleton_data_result_dispose",
      },
      { acquire: "spine_skeleton_drawable_create", release: "spine_skeleton_drawable_dispose" },
    ],
    lends:
      "spSkeletonData_findAnimation spSkeleton_findBone spSkeleton_findSlot spAnimationState_setAnimation spAnimationState_setAnimationByName spAtlas_findRegion",
    reads: "spSkeletonJson_create spSkeleton_create spAnimationStateData_create spAnimationState_create spAtlas_create",
  },
  {
    name: "Live2D Cubism Core",
    lends:
      "csmGetDrawableIds csmGetParameterIds csmGetParameterValues csmGetPartIds csmGetDrawableVertexPositions csmReviveMocInPlace csmInitializeModelInPlace",
  },
  {
    name: "ENet",
    families: [
      { acquire: "enet_host_create", release: "enet_host_destroy" },
      { acquire: "enet_packet_create", release: "enet_packet_destroy" },
    ],
    lends: "enet_host_connect",
    keeps: "enet_peer_send@2 enet_host_broadcast@2",
  },
];
