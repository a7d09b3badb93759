using Fovea.Data;
using Fovea.KillHost;
using Fovea.Layers;
using Fovea.Optimizers;
using Fovea.Schedules;
using Fovea.Tensors;
using Fovea.Training;

namespace Fovea.Tests.Training;

public class TrainerTests
{
    [Fact]
    public void CountsStepsWithAndWithoutTheLastPartialBatch()
    {
        foreach ((bool dropLast, int steps) in new[] { (false, 4), (true, 3) })
        {
            Trainer trainer = Make(new ToyData(30), dropLast: dropLast, epochs: 2);
            Assert.Equal(steps, trainer.StepsPerEpoch);
            List<EpochResult> epochs = [];
            trainer.AfterEpoch = epochs.Add;
            Assert.Equal(TrainingEnd.Complete, trainer.Run());
            Assert.Equal((2, 0, 2L * steps), (trainer.State.Epoch, trainer.State.Batch, trainer.State.Step));
            Assert.True(trainer.ImagesPerSecond > 0);
            Assert.Equal([1, 2], epochs.Select(epoch => epoch.Epoch));
            Assert.All(epochs, epoch => Assert.True(epoch.Best && epoch.Validation is null));
            Assert.Equal(TrainingEnd.Complete, trainer.Run());
            Assert.Equal(2, epochs.Count);
        }
    }

    [Fact]
    public void TheLossOfAnEpochIsTheMeanOverItsImages()
    {
        Trainer trainer = Make(new ToyData(30), epochs: 1);
        double sum = 0;
        trainer.AfterStep = (state, loss) => sum += loss * (state.Batch < 4 ? 8 : 6);
        trainer.AfterEpoch = epoch => Assert.Equal(sum / 30, epoch.TrainLoss, 1e-12);
        trainer.Run();
    }

    [Fact]
    public void StopsEarlyWhenTheValidationLossNoLongerFalls()
    {
        // What is learned is the opposite of what is held out.
        Trainer trainer = Make(new ToyData(30), new ToyData(10) { Label = i => (i + 1) % 2 }, epochs: 9, earlyStop: 2);
        List<EpochResult> epochs = [];
        trainer.AfterEpoch = epochs.Add;
        Assert.Equal(TrainingEnd.EarlyStop, trainer.Run());
        Assert.Equal([true, false, false], epochs.Select(epoch => epoch.Best));
        Assert.Equal(epochs[0].Validation!.Loss, trainer.State.BestLoss);
        Assert.Equal(2, trainer.State.SinceBest);
        Assert.Equal(TrainingEnd.EarlyStop, trainer.Run());
        Assert.Equal(3, trainer.State.Epoch);
    }

    [Fact]
    public void AnEarlyStopNeedsValidation() => Assert.Contains("validation",
        Assert.Throws<FoveaException>(() => Make(new ToyData(30), earlyStop: 2).Run()).Message);

    [Fact]
    public void ValidationMustHaveTheSameImagesAndClasses()
    {
        Assert.Throws<FoveaException>(() => Make(new ToyData(30), new ToyData(10, classes: 3)));
        Assert.Throws<FoveaException>(() => Make(new ToyData(30), new ToyData(10, size: 3)));
        Assert.Throws<FoveaException>(() => Make(new ToyData(30), new ToyData(0)));
    }

    [Fact]
    public void AModelOfOtherClassesIsAnErrorBeforeTheFirstStep()
    {
        Trainer trainer = Make(new ToyData(30, classes: 3));
        Assert.Contains("tells 2 classes apart, the data set toy has 3", Assert.Throws<FoveaException>(() => trainer.Run()).Message);
        Assert.Equal(0, trainer.State.Step);
    }

    [Fact]
    public void ClippingLimitsTheStep()
    {
        Module model = Net();
        Trainer trainer = new(model, new Sgd(model.Parameters(), 1, momentum: 0) { ClipNorm = 0.01 }, new Constant(),
            new DataLoader(new ToyData(30), 8)) { Epochs = 2 };
        float[] before = All();
        trainer.AfterStep = (_, _) =>
        {
            float[] after = All();
            Assert.Equal(0.01, Math.Sqrt(before.Zip(after).Sum(pair => Math.Pow(pair.First - pair.Second, 2))), 1e-5);
            before = after;
        };
        trainer.Run();

        float[] All() => [.. model.Parameters().SelectMany(parameter => parameter.ToArray())];
    }

    [Fact]
    public void CancelledBeforeTheFirstStepNothingHasHappened()
    {
        Trainer trainer = Make(new ToyData(30));
        Assert.Equal(TrainingEnd.Cancelled, trainer.Run(new CancellationToken(canceled: true)));
        Assert.Equal(new TrainingState().ToJson(), trainer.State.ToJson());
    }

    [Fact]
    public void CancelledAnywhereAndGoneOnWithGivesTheSameBits()
    {
        Dictionary<string, float[]> whole = Dropout((trainer, _) => trainer.Run());
        // In mid-epoch, after the last step of an epoch, and while validating (see OnRead).
        foreach (int step in (int[])[1, 5, 12, 13, -1])
            Saved.AssertSame(whole, Dropout((trainer, data) =>
            {
                using CancellationTokenSource source = new();
                trainer.AfterStep = (state, _) => { if (state.Step == step) source.Cancel(); };
                if (step < 0) data.OnRead = source.Cancel;
                Assert.Equal(TrainingEnd.Cancelled, trainer.Run(source.Token));
                Assert.Equal(step < 0 ? 12 : step, trainer.State.Step);
                data.OnRead = null;
                Assert.Equal(TrainingEnd.Complete, trainer.Run());
            }));
    }

    [Fact]
    public void GoneOnWithOnAnotherThreadGivesTheSameBits()
    {
        Dictionary<string, float[]> whole = Dropout((trainer, _) => trainer.Run());
        Saved.AssertSame(whole, Dropout((trainer, _) =>
        {
            using CancellationTokenSource source = new();
            trainer.AfterStep = (state, _) => { if (state.Step == 3) source.Cancel(); };
            trainer.Run(source.Token);
            Thread other = new(() => trainer.Run());
            other.Start();
            other.Join();
            Assert.Equal(24, trainer.State.Step);
        }));
    }

    [Fact]
    public void AStateOfAnotherTrainingIsRefused()
    {
        Trainer trainer = Make(new ToyData(30), new ToyData(10));
        TrainingState good = new() { Epoch = 1, Batch = 2, Step = 6, Seen = 16, Right = 5, Schedule = [1, 0.5, 0] };
        trainer.State = good;
        foreach (TrainingState bad in (TrainingState[])
            [
                good with { Epoch = -1 }, good with { Batch = 5, Step = 9 }, good with { Step = 7 }, good with { Right = 17 },
                    good with { Seen = -1 }, good with { SinceBest = -1 },
                good with { LossSum = double.NaN }, good with { BestLoss = double.NaN }, good with { Schedule = [] }, good with { Schedule = [1] },
                    good with { Schedule = null! },
            ])
            Assert.Contains("not one of this training", Assert.Throws<FoveaException>(() => trainer.State = bad).Message);
        Assert.Same(good, trainer.State);
        Assert.Throws<FormatException>(() => TrainingState.FromJson("null"));
        Assert.Throws<FormatException>(() => TrainingState.FromJson("{\"Epoch\":1.5}"));
        Assert.Equal(good.ToJson(), TrainingState.FromJson(good.ToJson()).ToJson());
    }

    [Fact]
    public void AStepOutsideOfAFunctionIsTheOneInside()
    {
        float[][] Steps(Func<Module, Optimizer> make, bool compiled)
        {
            Module model = Net();
            Optimizer optimizer = make(model);
            Tensor x = Tensor.From([1f, 2, 3, 4, -1, 0, 2, 5], [2, 2, 2, 1]), labels = Tensor.From([0f, 1]);
            Tensor Loss() => Fovea.Losses.Loss.CrossEntropy(model.Forward(x), labels);
            Function function = new(_ =>
            {
                Tensor loss = Loss();
                return [loss, optimizer.Step(loss)];
            });
            for (int i = 0; i < 3; i++)
                if (compiled) Assert.Equal(1, function.Call()[1].Item());
                else Assert.Equal(1, optimizer.Step(Loss()).Item());
            return [.. model.Variables().Concat(optimizer.State).Select(variable => variable.ToArray())];
        }
        foreach (Func<Module, Optimizer> make in (Func<Module, Optimizer>[])
            [model => new Sgd(model.Parameters(), 0.1, 0.9, 0.01, nesterov: true), model => new Adam(model.Parameters(), 0.1) { ClipNorm = 1 },
                model => new AdamW(model.Parameters(), 0.1)])
        {
            float[][] compiled = Steps(make, true), eager = Steps(make, false);
            for (int i = 0; i < compiled.Length; i++)
                for (int k = 0; k < compiled[i].Length; k++) Assert.Equal(compiled[i][k], eager[i][k], 1e-5f);
        }
    }

    private static Module Net()
    {
        using (Initializer.Seed(4)) return new Between(4, 8, 2, x => x.Relu());
    }

    private static Trainer Make(DataSet data, DataSet? validation = null, bool dropLast = false, int epochs = 10, int earlyStop = 0)
    {
        Module model = Net();
        return new Trainer(model, new Sgd(model.Parameters(), 0.2), new Plateau(), new DataLoader(data, 8, shuffle: true, seed: 2, dropLast),
            validation) { Epochs = epochs, EarlyStop = earlyStop };
    }

    /// <summary>A training of two epochs of 12 steps, run as a test says.</summary>
    private static Dictionary<string, float[]> Dropout(Action<Trainer, Interrupted> run)
    {
        Digits digits = new(118, seed: 7, train: true);
        Interrupted held = new(digits.Subset(96..));
        Module model;
        using (Initializer.Seed(1)) model = new DropoutNet();
        Optimizer optimizer = new Adam(model.Parameters(), 0.01);
        Trainer trainer = new(model, optimizer, new Plateau(0.5, 0), new DataLoader(digits.Subset(..96), 8, shuffle: true, seed: 3),
            held) { Epochs = 2 };
        run(trainer, held);
        Dictionary<string, float[]> result = new() { ["best"] = [(float)trainer.State.BestLoss, (float)trainer.State.Schedule[0]] };
        foreach (Variable variable in model.Variables().Concat(optimizer.State)) result[variable.Name!] = variable.ToArray();
        return result;
    }

    /// <summary>A data set that tells when it is read.</summary>
    private sealed class Interrupted(DataSet whole) : DataSet(whole.Name, whole.Height, whole.Width, whole.Channels, whole.Classes, whole.Mean,
        whole.Deviation)
    {
        public Action? OnRead { get; set; }

        public override int Count => whole.Count;

        protected override void ReadSample(int index, Span<float> pixels, out int label)
        {
            OnRead?.Invoke();
            whole.Read(index, pixels, out label);
        }
    }
}
