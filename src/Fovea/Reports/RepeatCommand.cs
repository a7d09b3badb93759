using Fovea.Runs;

namespace Fovea.Reports;

/// <summary>The command that trains the same weights again.</summary>
static class RepeatCommand
{
    /// <summary>Keys that have an option of their own and are always said, so that the command can be read; the others follow with --set where they are not at their default.</summary>
    static readonly (string Key, string Option)[] Said = [("data", "--data"), ("epochs", "--epochs"), ("batch", "--batch"), ("learningRate", "--lr"), ("seed", "--seed")];

    public static string For(Experiment experiment)
    {
        List<string> words = ["fovea", "train", ShellWord.Of(experiment.Model)];
        foreach (var (key, option) in Said) words.AddRange([option, ShellWord.Of(ExperimentKey.Find(key).Format(experiment))]);
        foreach (ExperimentKey key in ExperimentKey.All)
        {
            string value = key.Format(experiment);
            if (key.Name != "model" && value != key.Default && !Said.Any(said => said.Key == key.Name)) words.AddRange(["--set", ShellWord.Of($"{key.Name}={value}")]);
        }
        return string.Join(' ', words);
    }
}
