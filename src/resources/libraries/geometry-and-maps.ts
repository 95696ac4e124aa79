import type { CFamily, CLibrary } from "./library.ts";
import { namesOf } from "./library.ts";

/** The functions of GEOS that end in `_r` are the same with the context before their arguments. */
function reentrant(list: string): string {
  const again = namesOf(list).map(([name, ...at]) => [`${name}_r`, ...at.map((each) => each + 1)].join("@"));
  return `${list} ${again.join(" ")}`;
}

function geos(acquire: string, release: string): CFamily {
  return { acquire: reentrant(acquire), release: `${release} ${release}_r@1` };
}

/** Planar geometry, triangulation, projections, map formats. */
export const geometryAndMaps: readonly CLibrary[] = [
  {
    name: "GEOS",
    families: [
      geos(
        `GEOSGeomFromWKT GEOSGeomFromWKB_buf GEOSGeomFromHEX_buf GEOSWKTReader_read GEOSWKBReader_read
          GEOSWKBReader_readHEX GEOSGeoJSONReader_readGeometry GEOSGeom_createPoint GEOSGeom_createPointFromXY
          GEOSGeom_createLinearRing GEOSGeom_createLineString GEOSGeom_createPolygon GEOSGeom_createCollection
          GEOSGeom_createEmptyPoint GEOSGeom_createEmptyLineString GEOSGeom_createEmptyPolygon
          GEOSGeom_createEmptyCollection GEOSGeom_createRectangle GEOSGeom_clone GEOSGeom_setPrecision
          GEOSGeom_transformXY GEOSEnvelope GEOSIntersection GEOSIntersectionPrec GEOSBuffer GEOSBufferWithStyle
          GEOSBufferWithParams GEOSSingleSidedBuffer GEOSOffsetCurve GEOSDensify GEOSConvexHull GEOSConcaveHull
          GEOSConcaveHullByLength GEOSConcaveHullOfPolygons GEOSPolygonHullSimplify
          GEOSMinimumRotatedRectangle GEOSMinimumWidth GEOSMinimumClearanceLine GEOSMinimumBoundingCircle
          GEOSMaximumInscribedCircle GEOSLargestEmptyCircle GEOSDifference GEOSDifferencePrec GEOSSymDifference
          GEOSSymDifferencePrec GEOSBoundary GEOSUnion GEOSUnionPrec GEOSUnaryUnion GEOSUnaryUnionPrec
          GEOSDisjointSubsetUnion GEOSCoverageUnion GEOSCoverageSimplifyVW GEOSPointOnSurface GEOSGetCentroid
          GEOSNode GEOSClipByRect GEOSPolygonize GEOSPolygonize_valid GEOSPolygonizer_getCutEdges GEOSPolygonize_full
          GEOSBuildArea GEOSLineMerge GEOSLineMergeDirected GEOSLineSubstring GEOSReverse GEOSSimplify
          GEOSTopologyPreserveSimplify GEOSGeom_extractUniquePoints GEOSSharedPaths GEOSSnap
          GEOSDelaunayTriangulation GEOSConstrainedDelaunayTriangulation GEOSVoronoiDiagram GEOSMakeValid
          GEOSMakeValidWithParams GEOSRemoveRepeatedPoints GEOSInterpolate GEOSInterpolateNormalized
          GEOSGeomGetPointN GEOSGeomGetStartPoint GEOSGeomGetEndPoint`,
        "GEOSGeom_destroy",
      ),
      geos(
        `GEOSGeomToWKT GEOSGeomToWKB_buf GEOSGeomToHEX_buf GEOSWKTWriter_write GEOSWKBWriter_write
          GEOSWKBWriter_writeHEX GEOSGeoJSONWriter_writeGeometry GEOSGeomType GEOSisValidReason GEOSRelate`,
        "GEOSFree",
      ),
      geos("GEOSWKTReader_create", "GEOSWKTReader_destroy"),
      geos("GEOSWKTWriter_create", "GEOSWKTWriter_destroy"),
      geos("GEOSWKBReader_create", "GEOSWKBReader_destroy"),
      geos("GEOSWKBWriter_create", "GEOSWKBWriter_destroy"),
      geos("GEOSGeoJSONReader_create", "GEOSGeoJSONReader_destroy"),
      geos("GEOSGeoJSONWriter_create", "GEOSGeoJSONWriter_destroy"),
      geos(
        "GEOSCoordSeq_create GEOSCoordSeq_clone GEOSCoordSeq_copyFromBuffer GEOSCoordSeq_copyFromArrays",
        "GEOSCoordSeq_destroy",
      ),
      geos("GEOSPrepare", "GEOSPreparedGeom_destroy"),
      geos("GEOSSTRtree_create", "GEOSSTRtree_destroy"),
      geos("GEOSBufferParams_create", "GEOSBufferParams_destroy"),
      geos("GEOSMakeValidParams_create", "GEOSMakeValidParams_destroy"),
      { acquire: "GEOS_init_r initGEOS_r", release: "GEOS_finish_r finishGEOS_r" },
    ],
    lends: reentrant("GEOSGetExteriorRing GEOSGetInteriorRingN GEOSGetGeometryN GEOSGeom_getCoordSeq"),
    // The new geometry frees the sequence, the rings or the parts it was made of; of a list, what the list holds.
    keeps: reentrant(
      `GEOSGeom_createPoint@0 GEOSGeom_createLinearRing@0 GEOSGeom_createLineString@0 GEOSGeom_createPolygon@0
        GEOSGeom_setUserData@1 GEOSSTRtree_insert@2`,
    ),
    // A prepared geometry goes on reading the one it was made of, whose owner frees it later.
    reads: reentrant(
      `GEOSPrepare GEOSGeom_clone GEOSGeomFromWKT GEOSGeomFromWKB_buf GEOSGeomFromHEX_buf GEOSGeom_createCollection
        GEOSCoordSeq_copyFromBuffer GEOSCoordSeq_setX GEOSCoordSeq_setY GEOSCoordSeq_setXY GEOSCoordSeq_setOrdinate`,
    ),
  },

  {
    name: "PROJ",
    families: [
      { acquire: "proj_context_create proj_context_clone", release: "proj_context_destroy" },
      {
        acquire: `proj_create proj_create_argv proj_create_crs_to_crs proj_create_crs_to_crs_from_pj
          proj_create_from_database proj_create_from_wkt proj_create_from_name proj_clone
          proj_normalize_for_visualization proj_get_source_crs proj_get_target_crs proj_crs_get_coordinate_system
          proj_get_ellipsoid proj_get_prime_meridian proj_crs_get_geodetic_crs proj_crs_get_datum
          proj_crs_get_coordoperation proj_list_get proj_coordoperation_create_inverse`,
        release: "proj_destroy",
      },
      { acquire: "proj_create_operation_factory_context", release: "proj_operation_factory_context_destroy" },
      { acquire: "proj_create_operations proj_create_from_name_list proj_identify", release: "proj_list_destroy" },
      { acquire: "proj_area_create", release: "proj_area_destroy" },
      { acquire: "pj_init pj_init_plus pj_init_ctx pj_init_plus_ctx pj_latlong_from_proj", release: "pj_free" },
    ],
    reads: `proj_create_crs_to_crs proj_create_crs_to_crs_from_pj proj_create proj_create_from_wkt
      proj_create_from_database proj_create_operations proj_normalize_for_visualization pj_init_plus`,
  },
  {
    name: "GDAL, OGR",
    families: [
      {
        acquire:
          "GDALOpen GDALOpenEx GDALCreate GDALCreateCopy GDALTranslate GDALVectorTranslate GDALWarp GDALRasterize GDALBuildVRT GDALDEMProcessing GDALNearblack GDALGrid GDALAutoCreateWarpedVRT",
        release: "GDALClose",
      },
      { acquire: "GDALTranslateOptionsNew", release: "GDALTranslateOptionsFree" },
      { acquire: "GDALVectorTranslateOptionsNew", release: "GDALVectorTranslateOptionsFree" },
      { acquire: "GDALWarpAppOptionsNew", release: "GDALWarpAppOptionsFree" },
      { acquire: "GDALRasterizeOptionsNew", release: "GDALRasterizeOptionsFree" },
      { acquire: "GDALDEMProcessingOptionsNew", release: "GDALDEMProcessingOptionsFree" },
      { acquire: "GDALBuildVRTOptionsNew", release: "GDALBuildVRTOptionsFree" },
      { acquire: "GDALInfoOptionsNew", release: "GDALInfoOptionsFree" },
      { acquire: "GDALVectorInfoOptionsNew", release: "GDALVectorInfoOptionsFree" },
      { acquire: "GDALGridOptionsNew", release: "GDALGridOptionsFree" },
      {
        acquire: "GDALCreateGenImgProjTransformer GDALCreateGenImgProjTransformer2",
        release: "GDALDestroyGenImgProjTransformer",
      },
      { acquire: "GDALInfo GDALVectorInfo", release: "VSIFree CPLFree" },
      { acquire: "CPLMalloc CPLCalloc CPLRealloc CPLStrdup", release: "CPLFree VSIFree" },
      {
        acquire: "CSLAddString CSLSetNameValue CSLTokenizeString CSLTokenizeString2 CSLDuplicate",
        release: "CSLDestroy",
      },
      {
        acquire: "OSRNewSpatialReference OSRClone OSRCloneGeogCS",
        release: "OSRDestroySpatialReference OSRRelease",
        counted: true,
      },
      {
        acquire: "OCTNewCoordinateTransformation OCTNewCoordinateTransformationEx",
        release: "OCTDestroyCoordinateTransformation",
      },
      {
        acquire: `OGR_G_CreateGeometry OGR_G_Clone OGR_G_CreateGeometryFromJson OGR_G_CreateFromGML OGR_G_Buffer
          OGR_G_Intersection OGR_G_Union OGR_G_UnionCascaded OGR_G_Difference OGR_G_SymDifference OGR_G_ConvexHull
          OGR_G_Simplify OGR_G_SimplifyPreserveTopology OGR_G_Boundary OGR_G_PointOnSurface OGR_G_MakeValid
          OGR_G_ForceTo OGR_G_GetLinearGeometry OGR_G_DelaunayTriangulation OGR_F_StealGeometry OGR_G_CreateFromWkb@2 OGR_G_CreateFromWkt@2`,
        release: "OGR_G_DestroyGeometry",
      },
      { acquire: "OGR_F_Create OGR_F_Clone OGR_L_GetNextFeature OGR_L_GetFeature", release: "OGR_F_Destroy" },
      { acquire: "OGR_FD_Create", release: "OGR_FD_Destroy OGR_FD_Release", counted: true },
      { acquire: "OGR_Fld_Create", release: "OGR_Fld_Destroy" },
      {
        acquire: "OGR_G_ExportToJson OGR_G_ExportToJsonEx OGR_G_ExportToGML OGR_G_ExportToKML",
        release: "CPLFree VSIFree",
      },
    ],
    lends: `GDALGetRasterBand GDALGetDatasetDriver GDALGetDriver GDALGetDriverByName GDALGetProjectionRef
      GDALDatasetGetLayer GDALDatasetGetLayerByName GDALGetSpatialRef GDALGetRasterColorTable GDALGetOverview
      OGR_F_GetGeometryRef OGR_G_GetGeometryRef OGR_L_GetLayerDefn OGR_L_GetSpatialRef OGR_G_GetSpatialReference
      OGR_F_GetFieldAsString CSLFetchNameValue GDALDatasetCreateLayer`,
    keeps: "OGR_F_SetGeometryDirectly@1 OGR_G_AddGeometryDirectly@1",
    reads:
      "GDALCreateCopy GDALOpen GDALOpenEx OGR_F_SetGeometry OGR_G_AddGeometry OGR_L_CreateFeature OGR_L_SetFeature OGR_F_Create OGR_G_AssignSpatialReference GDALSetSpatialRef GDALSetProjection GDALSetGeoTransform",
  },
  {
    name: "libtess2",
    families: [{ acquire: "tessNewTess", release: "tessDeleteTess" }],
    lends: "tessGetVertices tessGetElements tessGetVertexIndices",
    reads: "tessAddContour",
  },
  {
    name: "GLU",
    families: [
      { acquire: "gluNewTess", release: "gluDeleteTess" },
      { acquire: "gluNewQuadric", release: "gluDeleteQuadric" },
    ],
  },
  {
    name: "Manifold",
    families: [
      { acquire: "manifold_alloc_manifold", release: "manifold_delete_manifold" },
      { acquire: "manifold_alloc_meshgl", release: "manifold_delete_meshgl" },
      { acquire: "manifold_alloc_polygons", release: "manifold_delete_polygons" },
      { acquire: "manifold_alloc_simple_polygon", release: "manifold_delete_simple_polygon" },
      { acquire: "manifold_alloc_cross_section", release: "manifold_delete_cross_section" },
      { acquire: "manifold_alloc_box", release: "manifold_delete_box" },
    ],
  },
  { name: "qhull", families: [{ acquire: "qh_new_qhull", release: "qh_freeqhull" }] },
  {
    name: "SpatiaLite, rttopo, librttopo",
    families: [
      { acquire: "spatialite_alloc_connection", release: "spatialite_cleanup_ex" },
      {
        acquire:
          "gaiaFromSpatiaLiteBlobWkb gaiaFromSpatiaLiteBlobWkbEx gaiaParseWkt gaiaAllocGeomColl gaiaFromWkb gaiaParseGeoJSON",
        release: "gaiaFreeGeomColl",
      },
    ],
  },
  {
    name: "shapelib",
    families: [
      { acquire: "SHPOpen SHPCreate SHPOpenLL SHPCreateLL", release: "SHPClose" },
      { acquire: "SHPReadObject SHPCreateObject SHPCreateSimpleObject", release: "SHPDestroyObject" },
      { acquire: "DBFOpen DBFCreate DBFOpenLL DBFCreateLL", release: "DBFClose" },
    ],
  },
  {
    name: "assimp",
    families: [
      {
        acquire: `aiImportFile aiImportFileEx aiImportFileExWithProperties aiImportFileFromMemory
          aiImportFileFromMemoryWithProperties`,
        release: "aiReleaseImport",
      },
      { acquire: "aiCreatePropertyStore", release: "aiReleasePropertyStore" },
      { acquire: "aiExportSceneToBlob", release: "aiReleaseExportBlob" },
      { acquire: "aiCopyScene@1", release: "aiFreeScene" },
    ],
    lends: "aiGetErrorString aiGetImportFormatDescription",
  },
  {
    name: "SFCGAL",
    families: [
      {
        acquire: `sfcgal_point_create sfcgal_point_create_from_xy sfcgal_point_create_from_xyz sfcgal_linestring_create
          sfcgal_polygon_create sfcgal_polygon_create_from_exterior_ring sfcgal_triangle_create
          sfcgal_geometry_collection_create sfcgal_multi_polygon_create sfcgal_polyhedral_surface_create
          sfcgal_triangulated_surface_create sfcgal_solid_create sfcgal_geometry_clone sfcgal_geometry_intersection
          sfcgal_geometry_intersection_3d sfcgal_geometry_difference sfcgal_geometry_difference_3d
          sfcgal_geometry_union sfcgal_geometry_union_3d sfcgal_geometry_convexhull sfcgal_geometry_convexhull_3d
          sfcgal_geometry_extrude sfcgal_geometry_triangulate_2dz sfcgal_geometry_tesselate
          sfcgal_geometry_straight_skeleton sfcgal_geometry_minkowski_sum sfcgal_geometry_offset_polygon
          sfcgal_io_read_wkt sfcgal_io_read_wkb`,
        release: "sfcgal_geometry_delete",
      },
      {
        acquire: "sfcgal_prepared_geometry_create sfcgal_prepared_geometry_create_from_geometry",
        release: "sfcgal_prepared_geometry_delete",
      },
    ],
    lends: "sfcgal_polygon_exterior_ring sfcgal_polygon_interior_ring_n sfcgal_geometry_collection_geometry_n",
    keeps: `sfcgal_linestring_add_point@1 sfcgal_polygon_create_from_exterior_ring@0 sfcgal_polygon_add_interior_ring@1
      sfcgal_geometry_collection_add_geometry@1 sfcgal_polyhedral_surface_add_polygon@1 sfcgal_solid_add_interior_shell@1`,
  },
];
