package dev.runlog.capture;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The environment variables that may stand in a record, by full name or by prefix; every other
/// one stays out. The list is documented in `docs/reference/environment.md`.
final class AllowedVariables {
  /// What changes numbers, chooses devices and software, or places a process in a job.
  static final AllowedVariables GENERAL =
      new AllowedVariables(
          """
          CONDA_DEFAULT_ENV CONDA_PREFIX CUBLAS_WORKSPACE_CONFIG CUDA_DEVICE_ORDER CUDA_HOME \
          CUDA_LAUNCH_BLOCKING CUDA_VISIBLE_DEVICES GROUP_RANK HF_DATASETS_CACHE \
          HF_DATASETS_OFFLINE HF_HOME HF_HUB_CACHE HF_HUB_OFFLINE HIP_VISIBLE_DEVICES \
          JAX_ENABLE_X64 JAX_PLATFORMS LANG LC_ALL LD_LIBRARY_PATH LD_PRELOAD LOCAL_RANK \
          LOCAL_WORLD_SIZE MASTER_ADDR MASTER_PORT MKL_CBWR MKL_NUM_THREADS NODE_RANK \
          NUMEXPR_NUM_THREADS NVIDIA_TF32_OVERRIDE NVIDIA_VISIBLE_DEVICES OMP_NUM_THREADS \
          OMP_SCHEDULE OPENBLAS_NUM_THREADS PYTHONDONTWRITEBYTECODE PYTHONHASHSEED \
          PYTHONOPTIMIZE PYTHONPATH PYTHONUNBUFFERED PYTHONWARNINGS PYTORCH_ALLOC_CONF \
          PYTORCH_CUDA_ALLOC_CONF PYTORCH_ENABLE_MPS_FALLBACK RANK ROCR_VISIBLE_DEVICES \
          ROLE_RANK TF_CPP_MIN_LOG_LEVEL TF_CUDNN_DETERMINISTIC TF_DETERMINISTIC_OPS \
          TF_ENABLE_ONEDNN_OPTS TF_FORCE_GPU_ALLOW_GROWTH TF_XLA_FLAGS TOKENIZERS_PARALLELISM \
          TORCHELASTIC_RESTART_COUNT TORCHELASTIC_RUN_ID TRANSFORMERS_CACHE TRANSFORMERS_OFFLINE \
          TZ VECLIB_MAXIMUM_THREADS VIRTUAL_ENV WORLD_SIZE XLA_FLAGS \
          XLA_PYTHON_CLIENT_MEM_FRACTION XLA_PYTHON_CLIENT_PREALLOCATE \
          """,
          Set.of("NCCL_", "TORCH_"));

  /// What SLURM says about the job. Not everything that begins with SLURM_: SLURM_JWT is a key.
  static final AllowedVariables SLURM =
      new AllowedVariables(
          """
          SLURMD_NODENAME SLURM_CLUSTER_NAME SLURM_CPUS_ON_NODE SLURM_CPUS_PER_TASK SLURM_GPUS \
          SLURM_GPUS_ON_NODE SLURM_GPUS_PER_NODE SLURM_GPUS_PER_TASK SLURM_LOCALID \
          SLURM_MEM_PER_CPU SLURM_MEM_PER_GPU SLURM_MEM_PER_NODE SLURM_NNODES SLURM_NODEID \
          SLURM_NODELIST SLURM_NPROCS SLURM_NTASKS SLURM_NTASKS_PER_NODE SLURM_PROCID \
          SLURM_RESTART_COUNT SLURM_STEP_ID SLURM_STEP_NODELIST SLURM_SUBMIT_DIR \
          SLURM_SUBMIT_HOST SLURM_TASKS_PER_NODE \
          """,
          Set.of("SLURM_ARRAY_", "SLURM_JOB_"));

  private final Set<String> names;
  private final Set<String> prefixes;

  private AllowedVariables(String names, Set<String> prefixes) {
    this.names = Set.of(names.strip().split(" ", -1));
    this.prefixes = prefixes;
  }

  /// Those of `env` that are allowed, sorted by name.
  Map<String, String> of(Map<String, String> env) {
    var allowed = new TreeMap<String, String>();
    for (var variable : env.entrySet()) {
      if (names.contains(variable.getKey())
          || prefixes.stream().anyMatch(variable.getKey()::startsWith)) {
        allowed.put(variable.getKey(), variable.getValue());
      }
    }
    return allowed;
  }
}
