import type { CLibrary } from "./library.ts";

/** Windows, drawing, input, and the base libraries under them. */
export const toolkits: readonly CLibrary[] = [
  {
    name: "SDL",
    families: [
      { acquire: "SDL_CreateWindow", release: "SDL_DestroyWindow" },
      { acquire: "SDL_CreateRenderer SDL_CreateSoftwareRenderer", release: "SDL_DestroyRenderer" },
      {
        acquire: "SDL_CreateTexture SDL_CreateTextureFromSurface IMG_LoadTexture IMG_LoadTexture_RW",
        release: "SDL_DestroyTexture",
      },
      {
        acquire: `SDL_CreateRGBSurface SDL_CreateRGBSurfaceWithFormat SDL_CreateRGBSurfaceFrom
          SDL_CreateRGBSurfaceWithFormatFrom SDL_ConvertSurface SDL_ConvertSurfaceFormat SDL_LoadBMP_RW SDL_DuplicateSurface
          IMG_Load IMG_Load_RW IMG_LoadPNG_RW TTF_RenderText_Solid TTF_RenderText_Blended TTF_RenderText_Shaded
          TTF_RenderUTF8_Solid TTF_RenderUTF8_Blended TTF_RenderUTF8_Shaded TTF_RenderUTF8_Blended_Wrapped`,
        release: "SDL_FreeSurface SDL_DestroySurface",
        counted: true,
      },
      {
        acquire: "SDL_CreateCursor SDL_CreateColorCursor SDL_CreateSystemCursor",
        release: "SDL_FreeCursor SDL_DestroyCursor",
      },
      { acquire: "SDL_RWFromMem SDL_RWFromConstMem SDL_RWFromFile", release: "SDL_RWclose SDL_FreeRW" },
      { acquire: "SDL_CreateMutex", release: "SDL_DestroyMutex" },
      { acquire: "SDL_CreateSemaphore", release: "SDL_DestroySemaphore" },
      { acquire: "SDL_CreateCond", release: "SDL_DestroyCond" },
      { acquire: "SDL_JoystickOpen", release: "SDL_JoystickClose" },
      { acquire: "SDL_GameControllerOpen", release: "SDL_GameControllerClose" },
      { acquire: "SDL_GL_CreateContext", release: "SDL_GL_DeleteContext" },
      {
        acquire:
          "SDL_malloc SDL_calloc SDL_realloc SDL_GetClipboardText SDL_GetBasePath SDL_GetPrefPath SDL_iconv_string SDL_strdup",
        release: "SDL_free",
      },
      { acquire: "TTF_OpenFont TTF_OpenFontRW TTF_OpenFontIndex", release: "TTF_CloseFont" },
      { acquire: "Mix_LoadWAV Mix_LoadWAV_RW Mix_QuickLoad_WAV Mix_QuickLoad_RAW", release: "Mix_FreeChunk" },
      { acquire: "Mix_LoadMUS Mix_LoadMUS_RW Mix_LoadMUSType_RW", release: "Mix_FreeMusic" },
    ],
    lends: "SDL_GetError SDL_GetWindowSurface SDL_GetKeyboardState SDL_GetWindowTitle SDL_GetRenderer SDL_GetHint",
    reads: "SDL_CreateTextureFromSurface SDL_CreateRenderer SDL_CreateTexture SDL_ConvertSurface",
  },
  {
    name: "GLFW",
    families: [
      { acquire: "glfwCreateWindow", release: "glfwDestroyWindow" },
      { acquire: "glfwCreateCursor glfwCreateStandardCursor", release: "glfwDestroyCursor" },
    ],
  },
  {
    name: "cairo",
    families: [
      { acquire: "cairo_create", release: "cairo_destroy", counted: true },
      {
        acquire: `cairo_image_surface_create cairo_image_surface_create_for_data cairo_image_surface_create_from_png
          cairo_image_surface_create_from_png_stream cairo_surface_create_similar cairo_surface_create_similar_image
          cairo_surface_create_for_rectangle cairo_pdf_surface_create cairo_pdf_surface_create_for_stream
          cairo_svg_surface_create cairo_svg_surface_create_for_stream cairo_recording_surface_create`,
        release: "cairo_surface_destroy",
        counted: true,
      },
      {
        acquire: `cairo_pattern_create_rgb cairo_pattern_create_rgba cairo_pattern_create_for_surface
          cairo_pattern_create_linear cairo_pattern_create_radial cairo_pattern_create_mesh cairo_pop_group`,
        release: "cairo_pattern_destroy",
        counted: true,
      },
      { acquire: "cairo_font_options_create cairo_font_options_copy", release: "cairo_font_options_destroy" },
      {
        acquire: "cairo_toy_font_face_create cairo_ft_font_face_create_for_ft_face cairo_user_font_face_create",
        release: "cairo_font_face_destroy",
        counted: true,
      },
      { acquire: "cairo_scaled_font_create", release: "cairo_scaled_font_destroy", counted: true },
      { acquire: "cairo_copy_path cairo_copy_path_flat", release: "cairo_path_destroy" },
      {
        acquire: "cairo_region_create cairo_region_create_rectangle cairo_region_copy",
        release: "cairo_region_destroy",
        counted: true,
      },
    ],
    lends:
      "cairo_get_target cairo_get_group_target cairo_get_source cairo_get_font_face cairo_image_surface_get_data cairo_status_to_string",
    reads:
      "cairo_create cairo_pattern_create_for_surface cairo_surface_create_similar cairo_set_source cairo_set_source_surface cairo_set_font_face",
  },
  {
    name: "pixman",
    families: [
      {
        acquire:
          "pixman_image_create_bits pixman_image_create_solid_fill pixman_image_create_linear_gradient pixman_image_create_radial_gradient",
        release: "pixman_image_unref",
        counted: true,
      },
    ],
  },
  {
    name: "Pango",
    families: [
      {
        acquire:
          "pango_cairo_create_layout pango_layout_new pango_layout_copy pango_cairo_create_context pango_font_map_create_context pango_cairo_font_map_new",
        release: "g_object_unref",
        counted: true,
      },
      {
        acquire: "pango_font_description_new pango_font_description_from_string pango_font_description_copy",
        release: "pango_font_description_free",
      },
      { acquire: "pango_attr_list_new pango_attr_list_copy", release: "pango_attr_list_unref", counted: true },
      { acquire: "pango_layout_get_iter", release: "pango_layout_iter_free" },
    ],
    lends:
      "pango_layout_get_text pango_layout_get_context pango_layout_get_line_readonly pango_cairo_font_map_get_default",
    keeps: "pango_attr_list_insert@1",
  },
  {
    name: "GLib",
    families: [
      {
        acquire: "g_malloc g_malloc0 g_realloc g_strdup g_strndup g_strdup_printf g_strconcat g_base64_encode",
        release: "g_free",
      },
      { acquire: "g_bytes_new g_bytes_new_take g_bytes_new_static", release: "g_bytes_unref", counted: true },
      {
        acquire: "g_hash_table_new g_hash_table_new_full",
        release: "g_hash_table_unref g_hash_table_destroy",
        counted: true,
      },
      { acquire: "g_string_new g_string_sized_new", release: "g_string_free" },
      { acquire: "g_main_loop_new", release: "g_main_loop_unref", counted: true },
      { acquire: "g_variant_new_string", release: "g_variant_unref", counted: true },
    ],
    keeps: "g_bytes_new_take@0",
  },
  {
    name: "librsvg, resvg (C), NanoSVG, PlutoVG",
    families: [
      {
        acquire:
          "rsvg_handle_new rsvg_handle_new_from_data rsvg_handle_new_from_file rsvg_handle_new_from_stream_sync rsvg_handle_get_pixbuf",
        release: "g_object_unref",
        counted: true,
      },
      { acquire: "resvg_options_create", release: "resvg_options_destroy" },
      { acquire: "resvg_parse_tree_from_data@3 resvg_parse_tree_from_file@2", release: "resvg_tree_destroy" },
      { acquire: "nsvgParse nsvgParseFromFile", release: "nsvgDelete" },
      { acquire: "nsvgCreateRasterizer", release: "nsvgDeleteRasterizer" },
      {
        acquire: "plutosvg_document_load_from_data plutosvg_document_load_from_file",
        release: "plutosvg_document_destroy",
      },
      {
        acquire: "plutovg_surface_create plutovg_surface_create_for_data plutosvg_document_render_to_surface",
        release: "plutovg_surface_destroy",
        counted: true,
      },
      { acquire: "plutovg_canvas_create", release: "plutovg_canvas_destroy", counted: true },
    ],
  },
  {
    name: "Skia (C), NanoVG",
    families: [
      {
        acquire: "nvgCreateGLES2 nvgCreateGLES3 nvgCreateGL3",
        release: "nvgDeleteGLES2 nvgDeleteGLES3 nvgDeleteGL3 nvgDelete",
      },
      { acquire: "sk_paint_new sk_paint_clone", release: "sk_paint_delete" },
      { acquire: "sk_path_new sk_path_clone", release: "sk_path_delete" },
      {
        acquire: "sk_surface_new_raster sk_surface_new_raster_direct sk_surface_new_backend_render_target",
        release: "sk_surface_unref",
        counted: true,
      },
      {
        acquire: "sk_image_new_from_encoded sk_image_new_raster_copy sk_surface_new_image_snapshot",
        release: "sk_image_unref",
        counted: true,
      },
      {
        acquire: "sk_data_new_with_copy sk_data_new_from_malloc sk_image_encode",
        release: "sk_data_unref",
        counted: true,
      },
      { acquire: "sk_font_new sk_font_new_with_values", release: "sk_font_delete" },
      { acquire: "sk_string_new_empty sk_string_new_with_copy", release: "sk_string_destructor" },
    ],
    lends: "sk_surface_get_canvas sk_data_get_data",
  },
  {
    name: "Dear ImGui (cimgui), ImPlot",
    families: [
      { acquire: "igCreateContext ImGui_CreateContext", release: "igDestroyContext ImGui_DestroyContext" },
      { acquire: "ImFontAtlas_ImFontAtlas", release: "ImFontAtlas_destroy" },
      { acquire: "ImPlot_CreateContext", release: "ImPlot_DestroyContext" },
    ],
    lends: "igGetIO igGetStyle igGetDrawData igGetWindowDrawList igGetFont igGetCurrentContext",
  },
  {
    name: "WebGPU (C)",
    families: [
      { acquire: "wgpuCreateInstance", release: "wgpuInstanceRelease", counted: true },
      { acquire: "wgpuDeviceCreateBuffer", release: "wgpuBufferRelease", counted: true },
      { acquire: "wgpuDeviceCreateTexture", release: "wgpuTextureRelease", counted: true },
      { acquire: "wgpuTextureCreateView", release: "wgpuTextureViewRelease", counted: true },
      { acquire: "wgpuDeviceCreateBindGroup", release: "wgpuBindGroupRelease", counted: true },
      { acquire: "wgpuDeviceCreateCommandEncoder", release: "wgpuCommandEncoderRelease", counted: true },
      { acquire: "wgpuCommandEncoderFinish", release: "wgpuCommandBufferRelease", counted: true },
      { acquire: "wgpuDeviceCreateShaderModule", release: "wgpuShaderModuleRelease", counted: true },
    ],
  },
  {
    name: "miniaudio",
    families: [{ acquire: "ma_malloc ma_calloc ma_realloc ma_aligned_malloc", release: "ma_free ma_aligned_free" }],
  },
];
