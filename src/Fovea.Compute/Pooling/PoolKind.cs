namespace Fovea.Compute;

internal enum PoolKind
{
    Max,
    MaxGradient,
    MaxSelect,
    Average,
    AverageGradient,
}
