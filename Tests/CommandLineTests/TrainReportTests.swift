import Testing
import Training

@testable import ethermap

/// What a training shows on a terminal.
struct TrainReportTests {
    private func report(epoch: Int, batch: Int, rmse: Double?) -> TrainingBatchReport {
        TrainingBatchReport(
            epoch: epoch, epochCount: 30, batch: batch, batchCount: 87, loss: 0.0312345,
            validationRmseDb: rmse, samplesPerSecond: 11.26, secondsLeft: 4_000)
    }

    @Test func `the line holds the bar and every figure`() {
        #expect(
            TrainReport.line(report(epoch: 1, batch: 1, rmse: nil))
                == "[....................] epoch 1/30 batch 1/87  loss 0.03123  11.3 maps/s  "
                + "1 h 07 min left")
        #expect(
            TrainReport.line(report(epoch: 16, batch: 87, rmse: 9.876))
                == "[##########..........] epoch 16/30 batch 87/87  loss 0.03123  9.88 dB  "
                + "11.3 maps/s  1 h 07 min left")
        #expect(
            TrainReport.line(report(epoch: 30, batch: 87, rmse: 7))
                .hasPrefix("[####################] epoch 30/30 batch 87/87"))
    }

    @Test(arguments: [
        (0.4, "0 s"), (99.4, "99 s"), (100, "2 min"), (3_560, "59 min"), (3_600, "1 h 00 min"),
        (.infinity, "-"), (.nan, "-"),
    ])
    func `durations are read easily`(seconds: Double, text: String) {
        #expect(TrainReport.duration(seconds) == text)
    }
}
