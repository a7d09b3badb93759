using Fovea.Runs;

namespace Fovea.Reports;

/// <summary>One epoch of the log; the validation's figures are null where nothing was held out, the top five also where there are no more classes.</summary>
sealed record EpochFigures(int Epoch, double TrainLoss, double TrainAccuracy, double? ValidationLoss, double? ValidationAccuracy, double? ValidationTop5, double LearningRate)
{
    /// <summary>The figures in a line of the log, or null where it is no line of an epoch.</summary>
    public static EpochFigures? Of(MetricsLine line) => line["epoch"] is >= 1 and <= int.MaxValue and var epoch
        ? new EpochFigures((int)epoch, line["trainLoss"] ?? double.NaN, line["trainAccuracy"] ?? double.NaN,
            line["validationLoss"], line["validationAccuracy"], line["validationTop5"], line["learningRate"] ?? double.NaN)
        : null;
}
