using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Fovea.Schedules;
using Fovea.Tests.Layers;

namespace Fovea.Tests.Schedules;

/// <summary>Schedules against PyTorch's (bench/reference/schedules.py), and what holds for any losses and any times.</summary>
public class ScheduleTests
{
    static readonly IReadOnlyDictionary<string, JsonElement> Cases = Expected.Cases("schedules.expected.json");

    [Fact]
    public void CosineGivesWhatPyTorchGives() => AssertFactors("cosine", new Cosine(10, minimum: 0.01));

    [Fact]
    public void StepGivesWhatPyTorchGives() => AssertFactors("step", new StepDecay(3));

    [Fact]
    public void PlateauGivesWhatPyTorchGives() => AssertFactors("plateau", new Plateau(patience: 2, minimum: 0.0005));

    [Fact]
    public void PlateauGoesDownTenfoldAfterMoreBadEpochsThanItsPatience()
    {
        Plateau schedule = new(patience: 2);
        AssertObserved(schedule, [(1, 1), (0.9, 1), (0.9, 1), (0.95, 1), (0.9, 0.1)]);
        // The count begins anew, the best loss stays.
        AssertObserved(schedule, [(0.92, 0.1), (0.91, 0.1), (0.9, 0.01)]);
        // A better loss forgives two bad ones; better by less than a share of 1e-4 is not better.
        AssertObserved(schedule, [(1, 0.01), (1, 0.01), (0.8, 0.01), (0.79995, 0.01), (1, 0.01), (0.79991, 0.01), (0.79992, 0.01), (0.8, 0.01), (0.7, 0.01)]);
    }

    [Fact]
    public void PlateauWithoutPatienceGoesDownAtOnce() => AssertObserved(new Plateau(patience: 0), [(1, 1), (1, 0.1), (1, 0.01), (0.5, 0.01), (0.5, 0.001)]);

    [Fact]
    public void PlateauStopsAtItsMinimum() => AssertObserved(new Plateau(patience: 0, minimum: 0.05), [(1, 1), (1, 0.1), (1, 0.05), (1, 0.05)]);

    [Fact]
    public void PlateauTakesALossThatIsNoNumberForABadOne() => AssertObserved(new Plateau(patience: 1), [(1, 1), (double.NaN, 1), (double.NaN, 0.1), (double.PositiveInfinity, 0.1)]);

    [Fact]
    public void PlateauKnowsWhereBetterIsForNegativeLosses()
    {
        Plateau schedule = new(patience: 0);
        AssertObserved(schedule, [(-10, 1), (-9.9999, 0.1), (-10.0005, 0.01), (-10.002, 0.01)]);
    }

    [Fact]
    public void PlateauOfAnyLossesHasTheFactorOfItsBadRuns() => Prop.ForAll(Losses.ToArbitrary(), Gen.Choose(0, 4).ToArbitrary(), (losses, patience) =>
    {
        Plateau schedule = new(patience: patience);
        double best = double.PositiveInfinity;
        int decreases = 0, run = 0;
        foreach (double loss in losses)
        {
            bool better = loss < best && (double.IsInfinity(best) || best - loss > 1e-4 * best);
            if (better) (best, run) = (loss, 0);
            else if (++run == patience + 1) (decreases, run) = (decreases + 1, 0);
            schedule.Observe(loss);
        }
        return Math.Abs(schedule.Factor(0) - Math.Pow(0.1, decreases)) <= 1e-12 * Math.Pow(0.1, decreases);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void AResumedScheduleGoesOnTheSame() => Prop.ForAll(Losses.ToArbitrary(), Losses.ToArbitrary(), (before, after) =>
    {
        foreach (Func<Schedule> make in (Func<Schedule>[])[() => new Plateau(patience: 1), () => new WarmUp(2, new Plateau(patience: 1)), () => new Cosine(5), () => new StepDecay(2), () => new Constant()])
        {
            Schedule whole = make(), resumed = make();
            foreach (double loss in before) whole.Observe(loss);
            resumed.State = whole.State;
            foreach (double loss in after)
            {
                whole.Observe(loss);
                resumed.Observe(loss);
                if (whole.Factor(3) != resumed.Factor(3)) return false;
            }
        }
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void FactorsStayBetweenTheMinimumAndOneAndOnlyGoDown() =>
        Prop.ForAll(Gen.Choose(0, 3000).Two().ToArbitrary(), Gen.Choose(0, 100).ToArbitrary(), (times, percent) =>
        {
            (double early, double late, double minimum) = (Math.Min(times.Item1, times.Item2) / 100.0, Math.Max(times.Item1, times.Item2) / 100.0, percent / 100.0);
            return ((Schedule[])[new Cosine(12, minimum), new StepDecay(3, 0.5, minimum), new Constant()])
                .All(schedule => schedule.Factor(late) >= minimum && schedule.Factor(early) >= schedule.Factor(late) && schedule.Factor(early) <= 1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void WarmUpRisesInAStraightLineAndThenBeginsTheOther()
    {
        Cosine then = new(8, 0.1);
        WarmUp schedule = new(2, then);
        Assert.Equal([0, 0.25, 0.5, 0.75], new[] { 0, 0.5, 1, 1.5 }.Select(schedule.Factor));
        foreach (double time in new[] { 0, 0.5, 3, 8, 20 }) Assert.Equal(then.Factor(time), schedule.Factor(2 + time));
        Assert.Equal(1, new WarmUp(0, new Constant()).Factor(0));
    }

    [Fact]
    public void WarmUpRisesToWhereAPlateauHasGone()
    {
        WarmUp schedule = new(4, new Plateau(patience: 0));
        schedule.Observe(1);
        schedule.Observe(1);
        Assert.Equal(0.5 * 0.1, schedule.Factor(2), 1e-15);
        Assert.Equal([0.1, 1.0, 0.0], schedule.State);
    }

    public static TheoryData<string, Action> Wrong => new()
    {
        { "Cosine: the rate needs more than 0 epochs to go down", () => _ = new Cosine(0) },
        { "Cosine: the minimum must be 0 to 1, it is 2", () => _ = new Cosine(1, 2) },
        { "StepDecay: a step takes at least one epoch, not 0", () => _ = new StepDecay(0) },
        { "StepDecay: the factor must be 0 to 1, it is -0.1", () => _ = new StepDecay(1, -0.1) },
        { "Plateau: the patience must be at least 0 epochs, it is -1", () => _ = new Plateau(patience: -1) },
        { "Plateau: the factor must be 0 to 1, it is NaN", () => _ = new Plateau(double.NaN) },
        { "WarmUp: the number of epochs must be at least 0, it is -1", () => _ = new WarmUp(-1, new Constant()) },
        { "Constant: (1, 2, 3) is not the state of this schedule", () => new Constant().State = [1, 2, 3] },
        { "Plateau: (1, 2) is not the state of this schedule", () => new Plateau().State = [1, 2] },
        { "Plateau: (1, 2, 0.5) is not the state of this schedule", () => new Plateau().State = [1, 2, 0.5] },
        { "Plateau: (NaN, 2, 0) is not the state of this schedule", () => new Plateau().State = [double.NaN, 2, 0] },
    };

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void WhatMakesNoSchedule(string message, Action action) => Assert.StartsWith(message, Assert.Throws<FoveaException>(action).Message, StringComparison.Ordinal);

    /// <summary>Losses that often stay, rise a little and fall a little.</summary>
    static Gen<double[]> Losses => Gen.Elements(0.5, 0.49996, 0.6, 0.7, 0.69999, 0.8, 0.3, 0.2, 1.0).ArrayOf();

    static void AssertFactors(string name, Schedule schedule)
    {
        double[] factors = Expected.Numbers(Cases[name].GetProperty("factors"));
        double[]? losses = Cases[name].TryGetProperty("losses", out JsonElement json) ? Expected.Numbers(json) : null;
        for (int epoch = 0; epoch < factors.Length; epoch++)
        {
            Assert.Equal(factors[epoch], schedule.Factor(epoch), 1e-12);
            if (losses is not null) schedule.Observe(losses[epoch]);
        }
    }

    static void AssertObserved(Schedule schedule, (double Loss, double Factor)[] epochs)
    {
        foreach (var (loss, factor) in epochs)
        {
            schedule.Observe(loss);
            Assert.Equal(factor, schedule.Factor(0), 1e-15);
        }
    }
}
