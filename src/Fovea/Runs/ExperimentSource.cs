namespace Fovea.Runs;

/// <summary>The layers that an experiment's values come from; a later one wins over an earlier one.</summary>
public enum ExperimentLayer
{
    /// <summary>The default of the key.</summary>
    Default,
    /// <summary>The <c>experiment.json</c> of the run that is resumed.</summary>
    Run,
    /// <summary>A file given with <c>--config</c>.</summary>
    Config,
    /// <summary>An assignment given with <c>--set</c>.</summary>
    Set,
    /// <summary>An option of its own, such as <c>--epochs</c>.</summary>
    Option,
}

/// <summary>Where a value came from: its layer, and the place in words, such as <c>train.json:3</c> or <c>--epochs</c>.</summary>
public readonly record struct ExperimentSource(ExperimentLayer Layer, string Place);
