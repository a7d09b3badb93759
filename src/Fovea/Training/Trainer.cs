using System.Diagnostics;
using Fovea.Data;
using Fovea.Layers;
using Fovea.Losses;
using Fovea.Optimizers;
using Fovea.Schedules;
using Fovea.Tensors;

namespace Fovea.Training;

/// <summary>
/// Trains a classifier: epochs in random order, a step of the optimiser for each batch, validation on held-out images after every epoch, the learning rate by a
/// schedule, an early stop (deck 001, "Stochastic gradient descent"). Forward pass, gradients and update are one plan. The result depends on the seed, not on the
/// number of threads, and a training that goes on from a saved <see cref="State"/> gives the same bits as one that was never interrupted.
/// </summary>
public sealed class Trainer
{
    readonly DataLoader loader;
    readonly DataSet? validation;
    readonly Function step;
    readonly Evaluation.Evaluator evaluator;
    readonly Dictionary<int, (Tensor[] In, Tensor[] Out)> buffers = [];

    /// <summary>A training of a model.</summary>
    /// <param name="model">What is trained; tells the classes of the data apart.</param>
    /// <param name="optimizer">What makes steps of its gradients.</param>
    /// <param name="schedule">The learning rate over time, as a factor on the optimiser's at this moment.</param>
    /// <param name="loader">The training images, in batches; shuffled anew each epoch if it says so.</param>
    /// <param name="validation">Images held out from training, or none.</param>
    public Trainer(Module model, Optimizer optimizer, Schedule schedule, DataLoader loader, DataSet? validation = null)
    {
        (Model, Optimizer, Schedule, this.loader, this.validation) = (model, optimizer, schedule, loader, validation);
        BaseRate = optimizer.LearningRate;
        step = new Function(Step);
        evaluator = new Evaluation.Evaluator(model);
    }

    /// <summary>What is trained.</summary>
    public Module Model { get; }

    /// <summary>What makes steps of gradients.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The learning rate over time.</summary>
    public Schedule Schedule { get; }

    /// <summary>Where the training stands. Set it, after the weights, to go on from a checkpoint.</summary>
    public TrainingState State { get; set; } = new();

    /// <summary>The seed of what happens by chance inside the model.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>After how many epochs without a smaller validation loss the training ends early; 0 for never.</summary>
    public int EarlyStop { get; init; }

    /// <summary>Steps of one epoch.</summary>
    public int StepsPerEpoch => loader.BatchCount;

    /// <summary>The learning rate that the schedule's factor is taken of.</summary>
    public double BaseRate { get; }

    /// <summary>Called after each step with the loss of its batch; the state is whole, so a checkpoint can be written.</summary>
    public Action<TrainingState, double>? AfterStep { get; set; }

    /// <summary>Called after each epoch with its figures; the state is whole, so a checkpoint can be written.</summary>
    public Action<EpochResult>? AfterEpoch { get; set; }

    /// <summary>Trains until the last epoch, an early stop or a cancellation, and says which it was.</summary>
    /// <exception cref="FoveaException">The loss is not finite; the message names the first layer at fault. The weights are those before the step.</exception>
    public TrainingEnd Run(CancellationToken cancellation = default)
    {
        Model.Train();
        if (State.Schedule.Count > 0) Schedule.State = State.Schedule;
        while (State.Epoch < Epochs)
        {
            if (StoppedEarly) return TrainingEnd.EarlyStop;
            try
            {
                TrainEpoch(cancellation);
                EndEpoch(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return TrainingEnd.Cancelled;
            }
        }
        return TrainingEnd.Complete;
    }

    void TrainEpoch(CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        foreach (Batch batch in loader.Epoch(State.Epoch, State.Batch, cancellation))
        {
            Optimizer.LearningRate = BaseRate * Schedule.Factor(State.Epoch + (double)State.Batch / loader.BatchCount);
            RandomState.Set(Seed, State.Epoch, State.Batch);
            (double loss, int right) = Learn(batch);
            State = State with
            {
                Batch = State.Batch + 1,
                Step = State.Step + 1,
                Seen = State.Seen + batch.Count,
                LossSum = State.LossSum + loss * batch.Count,
                Right = State.Right + right,
                TrainImages = State.TrainImages + batch.Count,
                TrainSeconds = State.TrainSeconds + watch.Elapsed.TotalSeconds,
            };
            AfterStep?.Invoke(State, loss);
            watch.Restart();
            cancellation.ThrowIfCancellationRequested();
        }
        State = State with { TrainSeconds = State.TrainSeconds + watch.Elapsed.TotalSeconds };
    }

    bool StoppedEarly => EarlyStop > 0 && State.SinceBest >= EarlyStop;

    Tensor[] Step(Tensor[] x)
    {
        Tensor scores = Model.Forward(x[0]);
        Tensor loss = Loss.CrossEntropy(scores, x[1]);
        Optimizer.Step(loss);
        return [loss, scores.ArgMax(-1).EqualTo(x[1]).Sum()];
    }

    (double Loss, int Right) Learn(Batch batch)
    {
        DataSet data = loader.Data;
        if (!buffers.TryGetValue(batch.Count, out var buffer))
            buffers[batch.Count] = buffer = ([Tensor.Allocate([batch.Count, data.Height, data.Width, data.Channels]), Tensor.Allocate([batch.Count])],
                [Tensor.Allocate(Shape.Scalar), Tensor.Allocate(Shape.Scalar)]);
        buffer.In[0].Write(batch.Images.AsSpan(0, batch.Count * data.SampleLength));
        buffer.In[1].Write(batch.Labels.AsSpan(0, batch.Count));
        step.Run(buffer.In, buffer.Out);
        double loss = buffer.Out[0].Item();
        if (!double.IsFinite(loss))
            throw Fault.Find(Model, (x, labels) => Loss.CrossEntropy(Model.Forward(x), labels), buffer.In[0], buffer.In[1], loss,
                $"in epoch {State.Epoch + 1}, step {State.Batch + 1} of {StepsPerEpoch}");
        return (loss, (int)buffer.Out[1].Item());
    }

    void EndEpoch(CancellationToken cancellation)
    {
        double rate = Optimizer.LearningRate;
        Evaluation? held = validation is null ? null : evaluator.Run(validation, cancellation);
        bool best = true;
        if (held is not null)
        {
            best = held.Loss < State.BestLoss;
            Schedule.Observe(held.Loss);
            State = State with { BestLoss = best ? held.Loss : State.BestLoss, SinceBest = best ? 0 : State.SinceBest + 1 };
        }
        EpochResult result = new(State.Epoch + 1, State.Step, State.LossSum / Math.Max(State.Seen, 1), (double)State.Right / Math.Max(State.Seen, 1), held, rate, best);
        State = State with { Epoch = State.Epoch + 1, Batch = 0, Seen = 0, LossSum = 0, Right = 0, Schedule = Schedule.State };
        AfterEpoch?.Invoke(result);
    }
}

/// <summary>The figures of one epoch.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Step">Steps since the start.</param>
/// <param name="TrainLoss">The mean loss of the training images, each at the time it was seen.</param>
/// <param name="TrainAccuracy">The share of them that was classified right, 0 to 1.</param>
/// <param name="Validation">The evaluation on held-out images, if there are any.</param>
/// <param name="LearningRate">The rate of the last step.</param>
/// <param name="Best">Whether the validation loss is the smallest so far (always, without validation).</param>
public sealed record EpochResult(int Epoch, long Step, double TrainLoss, double TrainAccuracy, Evaluation? Validation, double LearningRate, bool Best);

/// <summary>Why a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs are done.</summary>
    Complete,

    /// <summary>The validation loss had stopped falling.</summary>
    EarlyStop,

    /// <summary>Somebody asked for it.</summary>
    Cancelled,
}
