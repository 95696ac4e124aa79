import type { CLibrary } from "./library.ts";

/** Inference, training, computer vision. */
export const machineLearning: readonly CLibrary[] = [
  {
    name: "ONNX Runtime Web",
    families: [
      { acquire: "OrtCreateSessionOptions", release: "OrtReleaseSessionOptions" },
      { acquire: "OrtCreateSession", release: "OrtReleaseSession" },
      { acquire: "OrtCreateRunOptions", release: "OrtReleaseRunOptions" },
      { acquire: "OrtCreateTensor", release: "OrtReleaseTensor" },
      { acquire: "OrtCreateBinding", release: "OrtReleaseBinding" },
      { acquire: "OrtGetInputName OrtGetOutputName OrtGetInputOutputMetadata", release: "OrtFree" },
    ],
    // A session copies its options and its model.
    reads:
      "OrtCreateSession OrtCreateBinding OrtAddSessionConfigEntry OrtAddRunConfigEntry OrtAddFreeDimensionOverride OrtAppendExecutionProvider OrtAddSessionConfig",
  },
  {
    name: "TensorFlow Lite",
    families: [
      { acquire: "TfLiteModelCreate TfLiteModelCreateFromFile", release: "TfLiteModelDelete" },
      { acquire: "TfLiteInterpreterOptionsCreate", release: "TfLiteInterpreterOptionsDelete" },
      { acquire: "TfLiteInterpreterCreate", release: "TfLiteInterpreterDelete" },
      { acquire: "TfLiteXNNPackDelegateCreate", release: "TfLiteXNNPackDelegateDelete" },
    ],
    lends:
      "TfLiteInterpreterGetInputTensor TfLiteInterpreterGetOutputTensor TfLiteTensorData TfLiteTensorName TfLiteVersion",
    reads: "TfLiteInterpreterCreate",
  },
  {
    name: "ncnn",
    families: [
      { acquire: "ncnn_net_create", release: "ncnn_net_destroy" },
      { acquire: "ncnn_extractor_create", release: "ncnn_extractor_destroy" },
      { acquire: "ncnn_option_create", release: "ncnn_option_destroy" },
      {
        acquire: `ncnn_mat_create ncnn_mat_create_1d ncnn_mat_create_2d ncnn_mat_create_3d ncnn_mat_create_external_1d
          ncnn_mat_create_external_2d ncnn_mat_create_external_3d ncnn_mat_clone ncnn_mat_from_pixels
          ncnn_mat_from_pixels_resize ncnn_extractor_extract@2`,
        release: "ncnn_mat_destroy",
      },
      {
        acquire: "ncnn_allocator_create_pool_allocator ncnn_allocator_create_unlocked_pool_allocator",
        release: "ncnn_allocator_destroy",
      },
    ],
  },
  {
    name: "llama.cpp, ggml",
    families: [
      {
        acquire: "llama_load_model_from_file llama_model_load_from_file",
        release: "llama_model_free llama_free_model",
      },
      { acquire: "llama_new_context_with_model llama_init_from_model", release: "llama_free" },
      { acquire: "llama_sampler_chain_init llama_sampler_clone", release: "llama_sampler_free" },
      { acquire: "ggml_init", release: "ggml_free" },
      { acquire: "gguf_init_from_file gguf_init_empty", release: "gguf_free" },
      {
        acquire: "ggml_backend_cpu_init ggml_backend_init_by_name ggml_backend_init_best",
        release: "ggml_backend_free",
      },
      {
        acquire: "ggml_backend_alloc_ctx_tensors ggml_backend_buft_alloc_buffer ggml_backend_alloc_buffer",
        release: "ggml_backend_buffer_free",
      },
      { acquire: "ggml_gallocr_new", release: "ggml_gallocr_free" },
    ],
    lends:
      "llama_get_logits llama_get_embeddings llama_get_model llama_model_get_vocab llama_vocab_get_text llama_print_system_info ggml_new_tensor_1d ggml_new_tensor_2d ggml_new_tensor_3d ggml_new_graph",
    // The chain frees the samplers that are in it.
    keeps: "llama_sampler_chain_add@1",
    reads: "llama_new_context_with_model llama_init_from_model llama_load_model_from_file llama_model_load_from_file",
  },
  {
    name: "whisper.cpp",
    families: [
      {
        acquire: `whisper_init_from_file whisper_init_from_file_with_params whisper_init_from_buffer
          whisper_init_from_buffer_with_params whisper_init`,
        release: "whisper_free",
      },
      { acquire: "whisper_init_state", release: "whisper_free_state" },
      { acquire: "whisper_full_default_params_by_ref", release: "whisper_free_params" },
      { acquire: "whisper_context_default_params_by_ref", release: "whisper_free_context_params" },
    ],
    lends:
      "whisper_full_get_segment_text whisper_full_get_token_text whisper_token_to_str whisper_lang_str whisper_print_system_info",
    reads: "whisper_init_from_buffer whisper_init_from_buffer_with_params whisper_init_state",
  },
  {
    name: "XGBoost",
    families: [
      { acquire: "XGBoosterCreate@2", release: "XGBoosterFree" },
      {
        acquire:
          "XGDMatrixCreateFromMat@4 XGDMatrixCreateFromFile@2 XGDMatrixCreateFromCSREx@7 XGDMatrixSliceDMatrix@3",
        release: "XGDMatrixFree",
      },
    ],
    lends: "XGBGetLastError",
  },
  {
    name: "LightGBM",
    families: [
      {
        acquire: "LGBM_BoosterCreate@2 LGBM_BoosterCreateFromModelfile@2 LGBM_BoosterLoadModelFromString@2",
        release: "LGBM_BoosterFree",
      },
      { acquire: "LGBM_DatasetCreateFromMat@7 LGBM_DatasetCreateFromFile@3", release: "LGBM_DatasetFree" },
    ],
    lends: "LGBM_GetLastError",
  },
  {
    name: "CatBoost",
    families: [{ acquire: "ModelCalcerCreate", release: "ModelCalcerDelete" }],
  },
  {
    name: "LIBSVM, LIBLINEAR",
    families: [{ acquire: "svm_load_model", release: "svm_free_and_destroy_model svm_free_model_content" }],
    lends: "svm_check_parameter",
  },
  {
    name: "tokenizers-cpp",
    families: [{ acquire: "tokenizers_new_from_str tokenizers_new_from_path", release: "tokenizers_free" }],
  },
  {
    name: "OpenCV (C)",
    families: [
      { acquire: "cvCreateImage cvCloneImage cvLoadImage cvDecodeImage", release: "cvReleaseImage" },
      { acquire: "cvCreateImageHeader", release: "cvReleaseImageHeader" },
      { acquire: "cvCreateMat cvCloneMat cvDecodeImageM cvEncodeImage", release: "cvReleaseMat" },
      { acquire: "cvCreateMemStorage cvCreateChildMemStorage", release: "cvReleaseMemStorage" },
      { acquire: "cvLoadHaarClassifierCascade", release: "cvReleaseHaarClassifierCascade" },
    ],
  },
  {
    name: "VLFeat",
    families: [
      { acquire: "vl_sift_new", release: "vl_sift_delete" },
      { acquire: "vl_kmeans_new vl_kmeans_new_copy", release: "vl_kmeans_delete" },
      { acquire: "vl_gmm_new", release: "vl_gmm_delete" },
      { acquire: "vl_hog_new", release: "vl_hog_delete" },
      { acquire: "vl_kdforest_new", release: "vl_kdforest_delete" },
    ],
  },
];
